MATCH (n:User)
WHERE EXISTS { MATCH (n)-[_rel0:RATED]->(_far0:Movie) WHERE _rel0.score > $p0 AND _far0.year < $p1 }
RETURN id(n), n.id, n.name, n.mail, n.age, n.active, n.role, n.city, n.code, n.born, n.tags, n.created_at
