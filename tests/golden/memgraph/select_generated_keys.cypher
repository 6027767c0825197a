UNWIND $p0 AS __id
MATCH (n:Team)
WHERE id(n) = __id
RETURN collect([id(n), n.name]) AS rows
