MATCH (n:User)
OPTIONAL MATCH (n)-[_rel0:RATED]->(_far0:Movie)
WHERE _rel0.score > $p0 AND _far0.year < $p1
WITH n, count(_rel0) AS _count0
WHERE _count0 > 0
RETURN id(n), properties(n)
