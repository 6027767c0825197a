MATCH (u:User)
OPTIONAL MATCH (u)-[_rel0:RATED]->(_far0:Movie)
WHERE _far0.year = $p0
WITH u, count(_rel0) AS _count0
WHERE _count0 > 0
MATCH (u)-[_edge1:FRIEND]->(f:User)
WHERE f.age > $p1
OPTIONAL MATCH (f)-[_rel1:PARENT]->(_far1:User)
WHERE _far1.name = _far1.city
WITH u, _count0, _edge1, f, _rel1, _far1
WITH u, _count0, _edge1, f, count(_rel1) AS _count2
WHERE _count2 > 0
RETURN id(f), f.id, f.name, f.mail, f.age, f.active, f.role, f.city, f.code, f.born, f.tags, f.created_at
