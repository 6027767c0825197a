MATCH (u:User)
WHERE u.active = $p2
MATCH (u)-[r:RATED]->(m:Movie)
WHERE r.score >= $p0 AND r.`on` = $p1
RETURN collect([id(m), m.id, m.title, m.year]) AS rows
