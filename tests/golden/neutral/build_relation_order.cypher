MATCH (n:User)
RETURN n
ORDER BY COUNT { MATCH (n)-[_rel0:FRIEND]->(_far0:User) } DESC, n.name ASC
LIMIT 3
