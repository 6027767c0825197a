UNWIND $ids AS x
MATCH (n:Team)<-[r:MEMBER_OF]-(m:User)
WHERE id(n) = x
RETURN x, id(m), properties(m)
