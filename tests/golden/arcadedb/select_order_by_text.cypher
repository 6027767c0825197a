MATCH (u:User)
WITH u
ORDER BY u.mail DESC, u.city ASC
RETURN collect([id(u), u.id, u.name, u.mail, u.age, u.active, u.role, u.city, u.code, u.born, u.tags, u.created_at]) AS rows
