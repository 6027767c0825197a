MATCH (n:User)
OPTIONAL MATCH (n)-[_rel0:FRIEND]->(_far0:User)
WITH n, count(_rel0) AS _count0
OPTIONAL MATCH (n)-[_rel1:FRIEND]->(_far1:User)
WHERE _far1.age > $p1
WITH n, _count0, count(_rel1) AS _count1
WHERE _count0 >= $p0 AND _count1 <> $p2
RETURN id(n), properties(n)
