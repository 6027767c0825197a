UNWIND $ids AS x
MATCH (n)-[r:KNOWS]-(m:User)
WHERE id(n) = x
RETURN collect([x, id(m), m.id, m.name, m.mail, m.age, m.active, m.role, m.city, m.code, m.born, m.tags, m.created_at, id(r), id(startNode(r)), id(endNode(r)), properties(r)]) AS rows
