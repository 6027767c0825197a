MATCH (n:User)
WHERE n.name = n.city
RETURN n
