MATCH (n:Location:Country)
WHERE n.title = $p0
RETURN n
