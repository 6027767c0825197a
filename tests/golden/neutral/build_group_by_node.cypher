MATCH (u:User)
OPTIONAL MATCH (u)-[:FRIEND]->(n1:User)
RETURN u, u.city, count(*) AS friend_count, max(n1.age)
ORDER BY friend_count DESC, u.city ASC
LIMIT 3
