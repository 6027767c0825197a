MATCH (n:User)
OPTIONAL MATCH (n)-[_rel0:RATED]->(_far0:Movie)
WHERE _far0.year > $p0
WITH n, count(_rel0) AS _count0
OPTIONAL MATCH (n)-[_rel1:FRIEND]->(_far1:User)
WITH n, _count0, count(_rel1) AS _count1
RETURN n.name, _count0, _count1
ORDER BY _count0 DESC, n.name ASC
LIMIT $__limit
