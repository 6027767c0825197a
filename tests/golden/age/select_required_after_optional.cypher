MATCH (u:User)
OPTIONAL MATCH (u)-[:FRIEND]->(f:User)
WITH u, f
MATCH (f)-[:PARENT*1..]->(p:User)
RETURN id(p), properties(p)
