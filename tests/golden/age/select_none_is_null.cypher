MATCH (n:User)
WHERE n.city IS NULL OR n.age IS NOT NULL
RETURN id(n), properties(n)
