MATCH (p:User)
WHERE p.id = $p0
MATCH (p)-[:PARENT*1..5]->(anc:User)
RETURN collect([elementId(anc), anc.id, anc.name, anc.mail, anc.age, anc.active, anc.role, anc.city, anc.code, anc.born, anc.tags, anc.created_at]) AS rows
