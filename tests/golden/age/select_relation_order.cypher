MATCH (n:User)
OPTIONAL MATCH (n)-[_rel0:FRIEND]->(_far0:User)
WITH n, count(_rel0) AS _count0
RETURN id(n), properties(n)
ORDER BY _count0 DESC, n.name ASC
LIMIT $__limit
