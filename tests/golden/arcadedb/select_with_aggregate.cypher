MATCH (u:User)
OPTIONAL MATCH (u)-[:FRIEND]->(n1:User)
WITH u, count(*) AS c
WHERE c > $least
WITH u, c
ORDER BY c DESC
RETURN collect([id(u), u.id, u.name, u.mail, u.age, u.active, u.role, u.city, u.code, u.born, u.tags, u.created_at]) AS rows
