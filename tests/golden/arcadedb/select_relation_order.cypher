MATCH (n:User)
WITH n
ORDER BY COUNT { MATCH (n)-[_rel0:FRIEND]->(_far0:User) } DESC, n.name ASC
LIMIT $__limit
RETURN collect([id(n), n.id, n.name, n.mail, n.age, n.active, n.role, n.city, n.code, n.born, n.tags, n.created_at]) AS rows
