MATCH (u:User)
WITH u
ORDER BY u.name ASC
LIMIT 3
WITH coalesce(u) AS u
WHERE u.age > $p0
OPTIONAL MATCH (u)-[:FRIEND]->(f:User)
RETURN f
LIMIT 7
