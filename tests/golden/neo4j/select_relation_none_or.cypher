MATCH (n:User)
WHERE NOT EXISTS { MATCH (n)-[_rel0:KNOWS]-(_far0:User) WHERE _far0.name = $p0 } OR n.age > $p1
RETURN collect([elementId(n), n.id, n.name, n.mail, n.age, n.active, n.role, n.city, n.code, n.born, n.tags, n.created_at]) AS rows
