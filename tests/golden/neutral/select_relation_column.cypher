MATCH (n:User)
RETURN n.name, COUNT { MATCH (n)-[_rel0:RATED]->(_far0:Movie) WHERE _far0.year > $p0 } AS recent, COUNT { MATCH (n)-[_rel1:FRIEND]->(_far1:User) }
ORDER BY recent DESC, n.name ASC
LIMIT $__limit
