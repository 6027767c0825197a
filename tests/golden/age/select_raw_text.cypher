MATCH (n:User)
WHERE (n.age % $by = 0) AND n.active = $p0
RETURN id(n), properties(n)
