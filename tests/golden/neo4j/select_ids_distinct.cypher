MATCH (n:User)
MATCH (n)-[:FRIEND]->(n1:User)
WITH DISTINCT n1
RETURN collect([elementId(n1)]) AS rows
