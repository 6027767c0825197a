MATCH (n:User)
WHERE (n.age % $by = 0) AND n.active = $p0
RETURN collect([id(n), n.id, n.name, n.mail, n.age, n.active, n.role, n.city, n.code, n.born, n.tags, n.created_at]) AS rows
