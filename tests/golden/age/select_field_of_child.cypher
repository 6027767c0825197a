MATCH (n:Location)
WHERE n.population > $p0
RETURN id(n), properties(n), label(n)
