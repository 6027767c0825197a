MATCH (n:User)
MATCH (n)-[:FRIEND]->(n1:User)
RETURN collect([elementId(n1), n1.id, n1.name, n1.mail, n1.age, n1.active, n1.role, n1.city, n1.code, n1.born, n1.tags, n1.created_at]) AS rows
