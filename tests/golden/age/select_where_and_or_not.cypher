MATCH (n:User)
WHERE (n.role = $p0 OR n.role = $p1) AND n.age > $p2 AND NOT (n.city = $p3 AND n.active <> $p4)
RETURN id(n), properties(n)
