UNWIND $ids AS x
MATCH (n)-[r:RATED]->(m:Movie)
WHERE id(n) = x
RETURN collect([x, id(m), m.id, m.title, m.year, id(r), id(startNode(r)), id(endNode(r)), r.score, r.`on`]) AS rows
