MATCH (n:Location)
WHERE 'City' IN n._labels AND n.id = $key
RETURN id(n), properties(n)
LIMIT 2
