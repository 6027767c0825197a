MATCH (u:User)
MATCH (u)-[:FRIEND]->(f:User)
WITH u, f
LIMIT $__limit1
WITH coalesce(u) AS u, coalesce(f) AS f
WHERE EXISTS { MATCH (f)-[_rel0:RATED]->(_far0:Movie) WHERE _far0.year = $p0 }
RETURN collect([elementId(f), f.id, f.name, f.mail, f.age, f.active, f.role, f.city, f.code, f.born, f.tags, f.created_at]) AS rows
