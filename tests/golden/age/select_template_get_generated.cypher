MATCH (n:Team)
WHERE id(n) = $key
RETURN id(n), properties(n)
LIMIT 2
