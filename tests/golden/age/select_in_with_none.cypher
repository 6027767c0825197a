MATCH (n:User)
WHERE NOT ((n.city IN $p0 AND (size($p0) > 0)) OR n.city IS NULL)
RETURN id(n), properties(n)
