MATCH (u:User)
OPTIONAL MATCH (u)-[r:RATED]->(m:Movie)
WITH u, m
WHERE m.year > $p0 AND m IS NOT NULL
RETURN id(m), properties(m)
