MATCH (u:User)
MATCH (u)-[:FRIEND]->(f:User)
WITH u, f
LIMIT 5
WITH coalesce(u) AS u, coalesce(f) AS f
WHERE EXISTS { MATCH (f)-[_rel0:RATED]->(_far0:Movie) WHERE _far0.year = $p0 }
RETURN f
