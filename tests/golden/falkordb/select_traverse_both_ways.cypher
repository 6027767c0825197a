MATCH (t:Team)
MATCH (t)<-[_e1:MEMBER_OF]-(u:User)
OPTIONAL MATCH (u)-[_e2:KNOWS]-(k:User)
WITH t, _e1, u, _e2, k
RETURN id(k), k.id, k.name, k.mail, k.age, k.active, k.role, k.city, k.code, k.born, k.tags, k.created_at
