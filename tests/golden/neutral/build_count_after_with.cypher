MATCH (u:User)
OPTIONAL MATCH (u)-[r:RATED]->(m:Movie)
WITH m
LIMIT 3
WITH coalesce(m) AS m
RETURN m
