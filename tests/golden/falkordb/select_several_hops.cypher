MATCH (u:User)
WHERE u.age > $p0
OPTIONAL MATCH (u)-[_e1:FRIEND]->(f:User)
WITH u, _e1, f
MATCH (f)-[_e2:RATED]->(m:Movie)
WHERE m.year > $p1
WITH u, _e1, f, _e2, m
RETURN id(u), u.id, u.name, u.mail, u.age, u.active, u.role, u.city, u.code, u.born, u.tags, u.created_at
