MATCH (n:Team)
WHERE NOT EXISTS { MATCH (n)<-[_rel0:MEMBER_OF]-(_far0:User) WHERE NOT coalesce(_far0.age > $p0, false) }
RETURN collect([id(n), n.name]) AS rows
