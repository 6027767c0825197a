MATCH (n:Team)
WHERE EXISTS { MATCH (n)<-[_rel0:MEMBER_OF]-(_far0:User) WHERE _far0.age > $p0 AND COUNT { MATCH (_far0)-[_rel1:RATED]->(_far1:Movie) WHERE _far1.year > $p1 } > $p2 }
RETURN id(n), n.name
