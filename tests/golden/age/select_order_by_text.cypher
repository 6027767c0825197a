MATCH (u:User)
RETURN id(u), properties(u)
ORDER BY u.mail DESC, u.city ASC
