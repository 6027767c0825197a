MATCH (n:User)
RETURN n
ORDER BY n.age ASC, n.created_at DESC
SKIP 40
LIMIT 20
