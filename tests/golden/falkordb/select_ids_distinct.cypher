MATCH (n:User)
MATCH (n)-[_e1:FRIEND]->(n1:User)
WITH n, _e1, n1
WITH DISTINCT n1
RETURN id(n1)
