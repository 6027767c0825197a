MATCH (n:User)
RETURN n
