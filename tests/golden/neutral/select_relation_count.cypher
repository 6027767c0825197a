MATCH (n:User)
WHERE COUNT { MATCH (n)-[_rel0:FRIEND]->(_far0:User) } >= $p0 AND COUNT { MATCH (n)-[_rel1:FRIEND]->(_far1:User) WHERE _far1.age > $p1 } <> $p2
RETURN id(n), n.id, n.name, n.mail, n.age, n.active, n.role, n.city, n.code, n.born, n.tags, n.created_at
