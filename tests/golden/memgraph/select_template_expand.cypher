UNWIND $ids AS x
MATCH (n)-[r:RATED]->(m:Movie)
WHERE id(n) = x
RETURN collect([x, id(m), m.id, m.title, m.year]) AS rows
