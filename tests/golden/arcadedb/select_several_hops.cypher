MATCH (u:User)
WHERE u.age > $p0
OPTIONAL MATCH (u)-[:FRIEND]->(f:User)
WITH u, f
MATCH (f)-[:RATED]->(m:Movie)
WHERE m.year > $p1
RETURN collect([id(u), u.id, u.name, u.mail, u.age, u.active, u.role, u.city, u.code, u.born, u.tags, u.created_at]) AS rows
