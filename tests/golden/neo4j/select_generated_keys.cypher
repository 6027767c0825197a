UNWIND $p0 AS __id
MATCH (n:Team)
WHERE elementId(n) = __id
RETURN collect([elementId(n), n.name]) AS rows
