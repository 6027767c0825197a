MATCH (u:User)
MATCH (u)-[e:FRIEND]->(f:User)
RETURN collect([id(u), u.id, u.name, u.mail, u.age, u.active, u.role, u.city, u.code, u.born, u.tags, u.created_at, id(e), id(startNode(e)), id(endNode(e)), properties(e), id(f), f.id, f.name, f.mail, f.age, f.active, f.role, f.city, f.code, f.born, f.tags, f.created_at]) AS rows
