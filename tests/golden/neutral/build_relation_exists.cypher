MATCH (n:User)
WHERE EXISTS { MATCH (n)-[_rel0:FRIEND]->(_far0:User) } AND NOT EXISTS { MATCH (n)-[_rel1:MEMBER_OF]->(_far1:Team) }
RETURN n
