MATCH (u:User)
WHERE u.active = $p2
MATCH (u)-[r:RATED]->(m:Movie)
WHERE r.score >= $p0 AND r.`on` = date($p1)
WITH u, r, m
RETURN id(m), m.id, m.title, m.year
