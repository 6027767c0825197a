UNWIND $ids AS x
MATCH (n:Location)
WHERE id(n) = x
RETURN collect([id(n), labels(n), n.id, n.title, n.iso_code, n.population]) AS rows
