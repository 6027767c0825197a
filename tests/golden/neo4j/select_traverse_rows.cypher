MATCH (u:User)
OPTIONAL MATCH (u)-[:FRIEND]->(f:User)
RETURN collect([elementId(f), f.id, f.name, f.mail, f.age, f.active, f.role, f.city, f.code, f.born, f.tags, f.created_at]) AS rows
