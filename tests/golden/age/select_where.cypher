MATCH (n:User)
WHERE n.active = $p0
RETURN id(n), properties(n)
