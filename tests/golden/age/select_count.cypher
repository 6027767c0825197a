MATCH (n:User)
WHERE n.age > $p0
RETURN count(*)
