MATCH (n:User)
RETURN n.city, count(*) AS total
ORDER BY total DESC, n.city ASC
