MATCH (u:User)
OPTIONAL MATCH (u)-[r:RATED]->(m:Movie)
RETURN collect([u.name, id(m), m.id, m.title, m.year]) AS rows
