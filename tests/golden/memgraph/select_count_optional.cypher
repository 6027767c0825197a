MATCH (u:User)
MATCH (u)-[r:RATED]->(m:Movie)
RETURN count(*)
