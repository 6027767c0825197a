MATCH (n:User)
WHERE n.age > $p0
RETURN n
ORDER BY n.name ASC
LIMIT 5
