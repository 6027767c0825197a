MATCH (n:Location:Country)
WHERE EXISTS { MATCH (n)-[_rel0:CAPITAL]->(_far0:Location:City) }
RETURN collect([id(n), n.id, n.title, n.iso_code]) AS rows
