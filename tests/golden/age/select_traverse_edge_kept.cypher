MATCH (u:User)
WHERE u.active = $p1
OPTIONAL MATCH (u)-[r:RATED]->(m:Movie)
WHERE r.score >= $p0
RETURN id(m), properties(m)
