UNWIND $ids AS x
MATCH (n)-[r:CAPITAL]->(m:Location:City)
WHERE id(n) = x
RETURN collect([x, id(m), m.id, m.title, m.population]) AS rows
