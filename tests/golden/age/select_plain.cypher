MATCH (n:User)
RETURN id(n), properties(n)
