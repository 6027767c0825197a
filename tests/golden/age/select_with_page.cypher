MATCH (u:User)
WITH u
ORDER BY u.name ASC
LIMIT $__limit1
WHERE u.age > $p0
MATCH (u)-[:FRIEND]->(f:User)
RETURN id(f), properties(f)
LIMIT $__limit
