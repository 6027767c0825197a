MATCH (n:User)
RETURN n.name, n.mail, toUpper(n.city) AS up
