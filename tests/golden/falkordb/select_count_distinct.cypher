MATCH (u:User)
MATCH (u)-[r:RATED]->(m:Movie)
WITH u, r, m
RETURN count(DISTINCT m)
