MATCH (t:Team)
MATCH (t)<-[:MEMBER_OF]-(u:User)
OPTIONAL MATCH (u)-[:KNOWS]-(k:User)
RETURN id(k), properties(k)
