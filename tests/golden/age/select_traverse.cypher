MATCH (n:User)
MATCH (n)-[:FRIEND]->(n1:User)
RETURN id(n1), properties(n1)
