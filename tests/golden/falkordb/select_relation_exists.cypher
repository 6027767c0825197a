MATCH (n:User)
WHERE (n)-[:FRIEND]->(:User) AND NOT (n)-[:MEMBER_OF]->(:Team)
RETURN id(n), n.id, n.name, n.mail, n.age, n.active, n.role, n.city, n.code, n.born, n.tags, n.created_at
