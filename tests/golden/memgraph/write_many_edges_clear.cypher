UNWIND range(0, $last) AS i
WITH i, $a_id[i] AS a_is
MATCH (a:Person)
WHERE id(a) = a_is AND a.uid = $a_key[i]
MATCH (a)-[r:KNOWS]-(b)
WHERE NOT id(b) IN $keep[i]
WITH DISTINCT r
DELETE r
RETURN count(*)
