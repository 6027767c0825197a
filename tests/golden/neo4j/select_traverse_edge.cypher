MATCH (u:User)
WHERE u.active = $p2
MATCH (u)-[r:RATED]->(m:Movie)
WHERE r.score >= $p0 AND r.`on` = $p1
RETURN collect([elementId(m), m.id, m.title, m.year]) AS rows
