MATCH (u:User)
OPTIONAL MATCH (u)-[:FRIEND]->(f:User)
WITH u, f
MATCH (f)-[:PARENT*1..]->(p:User)
RETURN collect([id(p), p.id, p.name, p.mail, p.age, p.active, p.role, p.city, p.code, p.born, p.tags, p.created_at]) AS rows
