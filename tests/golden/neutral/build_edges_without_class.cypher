MATCH (u:User)
MATCH (u)-[e:FRIEND]->(f:User)
RETURN u, e, f
