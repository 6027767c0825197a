MATCH (u:User)
OPTIONAL MATCH (u)-[r:RATED]->(m:Movie)
WITH u, r, m
RETURN u.name, id(m), m.id, m.title, m.year
