MATCH (n:User)
OPTIONAL MATCH (n)-[_rel0:KNOWS]-(_far0:User)
WHERE _far0.name = $p0
WITH n, count(_rel0) AS _count0
WHERE NOT _count0 > 0 OR n.age > $p1
RETURN id(n), properties(n)
