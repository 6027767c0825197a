MATCH (n:Team)
OPTIONAL MATCH (n)<-[_rel0:MEMBER_OF]-(_far0:User)
WHERE NOT coalesce(_far0.age > $p0, false)
WITH n, count(_rel0) AS _count0
WHERE NOT _count0 > 0
RETURN id(n), n.name
