MATCH (n:User)
WHERE EXISTS { MATCH (n)-[_rel0:RATED]->(_far0:Movie) WHERE _rel0.score > $p0 AND _far0.year < $p1 }
RETURN n
