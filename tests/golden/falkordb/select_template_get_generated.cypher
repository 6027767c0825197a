MATCH (n:Team)
WHERE id(n) = $key
RETURN [id(n), n.name]
LIMIT 2
