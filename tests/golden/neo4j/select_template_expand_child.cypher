UNWIND $ids AS x
MATCH (n)-[r:CAPITAL]->(m:Location:City)
WHERE elementId(n) = x
RETURN collect([x, elementId(m), m.id, m.title, m.population]) AS rows
