MATCH (u:User)
MATCH (u)-[_edge0:FRIEND]->(f:User)
WITH u, f, _edge0
LIMIT $__limit1
OPTIONAL MATCH (f)-[_rel0:RATED]->(_far0:Movie)
WHERE _far0.year = $p0
WITH u, f, _edge0, count(_rel0) AS _count1
WHERE _count1 > 0
RETURN id(f), properties(f)
