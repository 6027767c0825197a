UNWIND $ids AS x
MATCH (n)-[r:KNOWS]-(m:User)
WHERE elementId(n) = x
RETURN collect([x, elementId(m), m.id, m.name, m.mail, m.age, m.active, m.role, m.city, m.code, m.born, m.tags, m.created_at, elementId(r), elementId(startNode(r)), elementId(endNode(r)), properties(r)]) AS rows
