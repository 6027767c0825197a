MATCH (n:User)
WHERE n.city IS NULL OR n.age IS NOT NULL
RETURN collect([id(n), n.id, n.name, n.mail, n.age, n.active, n.role, n.city, n.code, n.born, n.tags, n.created_at]) AS rows
