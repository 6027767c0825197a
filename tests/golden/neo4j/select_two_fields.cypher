MATCH (n:User)
WHERE n.name = n.city
RETURN collect([elementId(n), n.id, n.name, n.mail, n.age, n.active, n.role, n.city, n.code, n.born, n.tags, n.created_at]) AS rows
