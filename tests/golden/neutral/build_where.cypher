MATCH (n:User)
WHERE n.active = $p0
RETURN n
