MATCH (n:Team)
WHERE id(n) = $p0 OR id(n) > $p1
RETURN collect([id(n), n.name]) AS rows
