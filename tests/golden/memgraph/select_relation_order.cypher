MATCH (n:User)
OPTIONAL MATCH (n)-[_rel0:FRIEND]->(_far0:User)
WITH n, count(_rel0) AS _count0
WITH n
ORDER BY _count0 DESC, n.name ASC
LIMIT $__limit
RETURN collect([id(n), n.id, n.name, n.mail, n.age, n.active, n.role, n.city, n.code, n.born, n.tags, n.created_at]) AS rows
