MATCH (n:User)
WHERE n.id = $key
RETURN [id(n), n.id, n.name, n.mail, n.age, n.active, n.role, n.city, n.code, n.born, n.tags, n.created_at]
LIMIT 2
