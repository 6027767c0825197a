MATCH (n:Shop)
WITH n
ORDER BY n.id ASC
LIMIT 3
WITH coalesce(n) AS n
WHERE n.sign IN [item IN $p0 | toUpper(item)]
RETURN n
