MATCH (n:User)
WHERE EXISTS((n)-[:FRIEND]->(:User)) AND NOT EXISTS((n)-[:MEMBER_OF]->(:Team))
RETURN id(n), properties(n)
