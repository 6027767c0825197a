MATCH (n:User)
RETURN id(n), properties(n)
LIMIT 1
