MATCH (n:Team)
OPTIONAL MATCH (n)<-[_rel0:MEMBER_OF]-(_far0:User)
OPTIONAL MATCH (_far0)-[_rel1:RATED]->(_far1:Movie)
WHERE _far1.year > $p1
WITH n, _rel0, _far0, count(_rel1) AS _count1
WITH n, count(CASE WHEN _far0.age > $p0 AND _count1 > $p2 THEN _rel0 END) AS _count0
WHERE _count0 > 0
RETURN id(n), n.name
