MATCH (u:User)
MATCH (u)-[_edge0:FRIEND]->(f:User)
WITH u, _edge0, f
WITH u, f, _edge0
LIMIT $__limit1
WITH coalesce(u) AS u, coalesce(f) AS f, coalesce(_edge0) AS _edge0
OPTIONAL MATCH (f)-[_rel0:RATED]->(_far0:Movie)
WHERE _far0.year = $p0
WITH u, f, _edge0, count(_rel0) AS _count1
WHERE _count1 > 0
RETURN id(f), f.id, f.name, f.mail, f.age, f.active, f.role, f.city, f.code, f.born, f.tags, f.created_at
