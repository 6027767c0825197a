MATCH (p:User)
WHERE p.id = $p0
MATCH (p)-[:PARENT*1..5]->(anc:User)
RETURN id(anc), properties(anc)
