UNWIND $ids AS x
MATCH (n:User)-[r:KNOWS]-(m:User)
WHERE id(n) = x
RETURN x, id(m), properties(m), id(r), start_id(r), end_id(r), properties(r)
