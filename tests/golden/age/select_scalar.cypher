MATCH (n:User)
RETURN id(n), properties(n)
ORDER BY n.name ASC
LIMIT $__limit
