MATCH (n:User)
RETURN DISTINCT n.city, n.age
