MATCH (n:Location:Country)
WHERE (n)-[:CAPITAL]->(:Location:City)
RETURN id(n), n.id, n.title, n.iso_code
