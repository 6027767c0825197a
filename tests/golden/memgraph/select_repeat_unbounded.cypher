MATCH (s:User)
MATCH (s)-[:KNOWS*0..]-(t:User)
RETURN collect([id(t), t.id, t.name, t.mail, t.age, t.active, t.role, t.city, t.code, t.born, t.tags, t.created_at]) AS rows
