MATCH (n:Team)
WHERE elementId(n) = $p0 OR elementId(n) > $p1
RETURN collect([elementId(n), n.name]) AS rows
