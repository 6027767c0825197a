UNWIND $ids AS x
MATCH (n:User)-[r:RATED]->(m:Movie)
WHERE id(n) = x
RETURN x, id(m), properties(m)
