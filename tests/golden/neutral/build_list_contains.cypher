MATCH (n:User)
WHERE $p0 IN n.tags
RETURN n
