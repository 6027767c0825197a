MATCH (n:Team)
WHERE id(n) = $p0 OR id(n) > $p1
RETURN id(n), properties(n)
