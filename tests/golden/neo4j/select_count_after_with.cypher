MATCH (u:User)
OPTIONAL MATCH (u)-[r:RATED]->(m:Movie)
WITH m
LIMIT $__limit1
WITH coalesce(m) AS m
WHERE m IS NOT NULL
RETURN count(*)
