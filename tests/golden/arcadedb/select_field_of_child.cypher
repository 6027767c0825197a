MATCH (n:Location)
WHERE n.population > $p0
RETURN collect([id(n), labels(n), n.id, n.title, n.iso_code, n.population]) AS rows
