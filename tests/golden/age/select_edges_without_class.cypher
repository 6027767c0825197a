MATCH (u:User)
MATCH (u)-[e:FRIEND]->(f:User)
RETURN id(u), properties(u), id(e), start_id(e), end_id(e), properties(e), id(f), properties(f)
