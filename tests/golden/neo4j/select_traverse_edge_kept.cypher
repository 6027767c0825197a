MATCH (u:User)
WHERE u.active = $p1
OPTIONAL MATCH (u)-[r:RATED]->(m:Movie)
WHERE r.score >= $p0
RETURN collect([elementId(m), m.id, m.title, m.year]) AS rows
