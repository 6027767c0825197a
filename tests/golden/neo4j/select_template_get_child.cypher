MATCH (n:Location:City)
WHERE n.id = $key
RETURN elementId(n), n.id, n.title, n.population
LIMIT 2
