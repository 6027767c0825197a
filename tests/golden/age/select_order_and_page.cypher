MATCH (n:User)
RETURN id(n), properties(n)
ORDER BY n.age ASC, n.created_at DESC
SKIP $__skip
LIMIT $__limit
