MATCH (u:User)
OPTIONAL MATCH (u)-[r:RATED]->(m:Movie)
RETURN collect([id(u), u.id, u.name, u.mail, u.age, u.active, u.role, u.city, u.code, u.born, u.tags, u.created_at, id(r), id(startNode(r)), id(endNode(r)), r.score, r.`on`, id(m), m.id, m.title, m.year]) AS rows
