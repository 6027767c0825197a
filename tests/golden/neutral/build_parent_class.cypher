MATCH (n:Location)
WHERE n.title = $p0
RETURN n
