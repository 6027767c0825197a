MATCH (n:User)
WITH DISTINCT n
RETURN id(n), properties(n)
ORDER BY n.name ASC
