MATCH (n:User)
WHERE NOT (n.city IN $p0 OR n.city IS NULL)
RETURN collect([id(n), n.id, n.name, n.mail, n.age, n.active, n.role, n.city, n.code, n.born, n.tags, n.created_at]) AS rows
