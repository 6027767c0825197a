MATCH (u:User)
OPTIONAL MATCH (u)-[:FRIEND]->(n1:User)
WITH u, count(*) AS c
WHERE c > $least
RETURN id(u), properties(u)
ORDER BY c DESC
