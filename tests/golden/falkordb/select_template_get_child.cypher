MATCH (n:Location:City)
WHERE n.id = $key
RETURN [id(n), n.id, n.title, n.population]
LIMIT 2
