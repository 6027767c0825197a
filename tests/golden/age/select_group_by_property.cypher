MATCH (n:User)
RETURN n.city, count(*)
ORDER BY count(*) DESC, n.city ASC
