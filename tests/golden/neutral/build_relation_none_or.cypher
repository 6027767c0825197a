MATCH (n:User)
WHERE NOT EXISTS { MATCH (n)-[_rel0:KNOWS]-(_far0:User) WHERE _far0.name = $p0 } OR n.age > $p1
RETURN n
