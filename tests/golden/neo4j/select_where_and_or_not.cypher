MATCH (n:User)
WHERE (n.role = $p0 OR n.role = $p1) AND n.age > $p2 AND NOT (n.city = $p3 AND n.active <> $p4)
RETURN collect([elementId(n), n.id, n.name, n.mail, n.age, n.active, n.role, n.city, n.code, n.born, n.tags, n.created_at]) AS rows
