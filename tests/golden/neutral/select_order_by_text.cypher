MATCH (u:User)
RETURN id(u), u.id, u.name, u.mail, u.age, u.active, u.role, u.city, u.code, u.born, u.tags, u.created_at
ORDER BY u.mail DESC, u.city ASC
