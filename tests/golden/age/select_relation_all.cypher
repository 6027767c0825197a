MATCH (n:Team)
OPTIONAL MATCH (n)<-[_rel0:MEMBER_OF]-(_far0:User)
WHERE CASE WHEN _far0.age > $p0 THEN false ELSE true END
WITH n, count(_rel0) AS _count0
WHERE NOT _count0 > 0
RETURN id(n), properties(n)
