MATCH (n:Location:Country)
WHERE n.title = $p0
RETURN collect([id(n), n.id, n.title, n.iso_code]) AS rows
