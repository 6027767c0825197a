MATCH (u:User)
OPTIONAL MATCH (u)-[r:RATED]->(m:Movie)
RETURN id(u), properties(u), id(r), start_id(r), end_id(r), properties(r), id(m), properties(m)
