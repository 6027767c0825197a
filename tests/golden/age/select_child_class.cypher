MATCH (n:Location)
WHERE 'Country' IN n._labels AND n.title = $p0
RETURN id(n), properties(n)
