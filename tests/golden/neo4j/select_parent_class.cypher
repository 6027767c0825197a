MATCH (n:Location)
WHERE n.title = $p0
RETURN collect([elementId(n), labels(n), n.id, n.title, n.iso_code, n.population]) AS rows
