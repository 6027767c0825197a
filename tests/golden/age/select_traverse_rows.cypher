MATCH (u:User)
OPTIONAL MATCH (u)-[:FRIEND]->(f:User)
RETURN id(f), properties(f)
