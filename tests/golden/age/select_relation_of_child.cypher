MATCH (n:Location)
WHERE 'Country' IN n._labels
OPTIONAL MATCH (n)-[_rel0:CAPITAL]->(_far0:Location)
WHERE 'City' IN _far0._labels
WITH n, count(_rel0) AS _count0
WHERE _count0 > 0
RETURN id(n), properties(n)
