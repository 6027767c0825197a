MATCH (u:User)
RETURN u
ORDER BY u.mail DESC, u.city ASC
