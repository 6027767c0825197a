UNWIND $ids AS x
MATCH (n:Location)
WHERE elementId(n) = x
RETURN collect([elementId(n), labels(n), n.id, n.title, n.iso_code, n.population]) AS rows
