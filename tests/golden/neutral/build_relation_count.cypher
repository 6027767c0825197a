MATCH (n:User)
WHERE COUNT { MATCH (n)-[_rel0:FRIEND]->(_far0:User) } >= $p0 AND COUNT { MATCH (n)-[_rel1:FRIEND]->(_far1:User) WHERE _far1.age > $p1 } <> $p2
RETURN n
