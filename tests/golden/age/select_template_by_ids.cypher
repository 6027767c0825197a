UNWIND $ids AS x
MATCH (n:Location)
WHERE id(n) = x
RETURN id(n), properties(n), label(n)
