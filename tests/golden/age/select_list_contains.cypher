MATCH (n:User)
WHERE $p0 IN n.tags
RETURN id(n), properties(n)
