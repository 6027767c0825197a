MATCH (n:Shop)
WITH n
ORDER BY n.id ASC
LIMIT $__limit1
WITH coalesce(n) AS n
WHERE n.sign IN [item IN $p0 | toUpper(item)]
RETURN collect([elementId(n), n.id, n.sign]) AS rows
