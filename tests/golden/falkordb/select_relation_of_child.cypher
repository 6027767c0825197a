MATCH (n:Location)
WHERE (n:Country) AND (n)-[:CAPITAL]->(:Location:City)
RETURN id(n), n.id, n.title, n.iso_code
