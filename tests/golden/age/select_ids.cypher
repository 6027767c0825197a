MATCH (n:User)
WHERE n.age > $p0
RETURN id(n)
ORDER BY n.name ASC
LIMIT $__limit
