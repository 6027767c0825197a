MATCH (u:User)
WHERE u.age > $p0
OPTIONAL MATCH (u)-[:FRIEND]->(f:User)
WITH u, f
MATCH (f)-[:RATED]->(m:Movie)
WHERE m.year > $p1
RETURN id(u), properties(u)
