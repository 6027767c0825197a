MATCH (s:User)
MATCH (s)-[:KNOWS*0..]-(t:User)
RETURN id(t), properties(t)
