MATCH (u:User)
OPTIONAL MATCH (u)-[_e1:FRIEND]->(f:User)
WITH u, _e1, f
MATCH (f)-[:PARENT*1..]->(p:User)
WITH u, _e1, f, p
RETURN id(p), p.id, p.name, p.mail, p.age, p.active, p.role, p.city, p.code, p.born, p.tags, p.created_at
