MATCH (u:User)
WHERE u.active = $p0
WITH u
OPTIONAL MATCH (u)-[:FRIEND]->(f:User)
RETURN id(f), properties(f)
