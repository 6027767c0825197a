MATCH (n:User)
WHERE EXISTS { MATCH (n)-[_rel0:FRIEND]->(_far0:User) } AND NOT EXISTS { MATCH (n)-[_rel1:MEMBER_OF]->(_far1:Team) }
RETURN collect([id(n), n.id, n.name, n.mail, n.age, n.active, n.role, n.city, n.code, n.born, n.tags, n.created_at]) AS rows
