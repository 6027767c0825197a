MATCH (u:User)
WITH u
ORDER BY u.name ASC
LIMIT $__limit1
WITH coalesce(u) AS u
WHERE u.age > $p0
MATCH (u)-[:FRIEND]->(f:User)
WITH f
LIMIT $__limit
RETURN collect([id(f), f.id, f.name, f.mail, f.age, f.active, f.role, f.city, f.code, f.born, f.tags, f.created_at]) AS rows
