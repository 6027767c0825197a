MATCH (n:Location)
WHERE n.population > $p0
RETURN n
