MATCH (u:User)
WHERE u.active = $p0
WITH u
OPTIONAL MATCH (u)-[_e2:FRIEND]->(f:User)
WITH u, _e2, f
RETURN id(f), f.id, f.name, f.mail, f.age, f.active, f.role, f.city, f.code, f.born, f.tags, f.created_at
