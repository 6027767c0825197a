MATCH (n:User)
WHERE n.name = n.city
RETURN id(n), properties(n)
