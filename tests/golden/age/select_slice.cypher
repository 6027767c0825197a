MATCH (n:User)
RETURN id(n), properties(n)
ORDER BY n.name ASC
SKIP $__skip
LIMIT $__limit
