MATCH (n:User)
WHERE n.born > $p0 AND n.born IN $p1
RETURN id(n), properties(n)
