UNWIND $ids AS x
MATCH (n)-[r:RATED]->(m:Movie)
WHERE elementId(n) = x
RETURN collect([x, elementId(m), m.id, m.title, m.year, elementId(r), elementId(startNode(r)), elementId(endNode(r)), r.score, r.`on`]) AS rows
