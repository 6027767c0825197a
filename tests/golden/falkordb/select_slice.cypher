MATCH (n:User)
RETURN id(n), n.id, n.name, n.mail, n.age, n.active, n.role, n.city, n.code, n.born, n.tags, n.created_at
ORDER BY n.name ASC
SKIP $__skip
LIMIT $__limit
