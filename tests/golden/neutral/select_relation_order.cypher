MATCH (n:User)
RETURN id(n), n.id, n.name, n.mail, n.age, n.active, n.role, n.city, n.code, n.born, n.tags, n.created_at
ORDER BY COUNT { MATCH (n)-[_rel0:FRIEND]->(_far0:User) } DESC, n.name ASC
LIMIT $__limit
