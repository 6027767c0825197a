MATCH (n:User)
WHERE n.id = $key
RETURN id(n), properties(n)
LIMIT 2
