MATCH (n:Location)
WHERE n.title = $p0
RETURN id(n), properties(n), label(n)
