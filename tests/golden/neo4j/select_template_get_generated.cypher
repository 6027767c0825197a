MATCH (n:Team)
WHERE elementId(n) = $key
RETURN elementId(n), n.name
LIMIT 2
