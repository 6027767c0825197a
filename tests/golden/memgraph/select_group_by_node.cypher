MATCH (u:User)
OPTIONAL MATCH (u)-[:FRIEND]->(n1:User)
WITH u, u.city AS __c1, count(*) AS friend_count, max(n1.age) AS __c3
WITH u, __c1, friend_count, __c3
ORDER BY friend_count DESC, __c1 ASC
LIMIT $__limit
RETURN collect([id(u), u.id, u.name, u.mail, u.age, u.active, u.role, u.city, u.code, u.born, u.tags, u.created_at, __c1, friend_count, __c3]) AS rows
