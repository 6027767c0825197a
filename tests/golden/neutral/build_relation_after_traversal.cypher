MATCH (u:User)
WHERE EXISTS { MATCH (u)-[_rel0:RATED]->(_far0:Movie) WHERE _far0.year = $p0 }
MATCH (u)-[:FRIEND]->(f:User)
WHERE f.age > $p1 AND EXISTS { MATCH (f)-[_rel1:PARENT]->(_far1:User) WHERE _far1.name = _far1.city }
RETURN f
