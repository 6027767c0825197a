UNWIND $p0 AS __id
MATCH (n:Team)
WHERE id(n) = __id
RETURN id(n), properties(n)
