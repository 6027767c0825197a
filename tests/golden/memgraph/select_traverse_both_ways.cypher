MATCH (t:Team)
MATCH (t)<-[:MEMBER_OF]-(u:User)
OPTIONAL MATCH (u)-[:KNOWS]-(k:User)
RETURN collect([id(k), k.id, k.name, k.mail, k.age, k.active, k.role, k.city, k.code, k.born, k.tags, k.created_at]) AS rows
