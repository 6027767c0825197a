MATCH (u:User)
OPTIONAL MATCH (u)-[r:RATED]->(m:Movie)
WITH u, m
WHERE m.year > $p0 AND m IS NOT NULL
RETURN collect([id(m), m.id, m.title, m.year]) AS rows
