UNWIND $ids AS x
MATCH (n:Location)-[r:CAPITAL]->(m:Location)
WHERE 'City' IN m._labels AND id(n) = x
RETURN x, id(m), properties(m)
