MATCH (n:User)
WHERE n.age > $p0
WITH n
ORDER BY n.name ASC
LIMIT $__limit
RETURN collect([id(n)]) AS rows
