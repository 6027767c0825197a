MATCH (u:User)
OPTIONAL MATCH (u)-[r:RATED]->(m:Movie)
RETURN collect([elementId(u), u.id, u.name, u.mail, u.age, u.active, u.role, u.city, u.code, u.born, u.tags, u.created_at, elementId(r), elementId(startNode(r)), elementId(endNode(r)), r.score, r.`on`, elementId(m), m.id, m.title, m.year]) AS rows
