MATCH (u:User)
OPTIONAL MATCH (u)-[r:RATED]->(m:Movie)
WITH m
LIMIT $__limit1
WHERE m IS NOT NULL
RETURN count(*)
