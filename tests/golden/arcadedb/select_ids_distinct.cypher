MATCH (n:User)
MATCH (n)-[:FRIEND]->(n1:User)
WITH DISTINCT n1
RETURN collect([id(n1)]) AS rows
