UNWIND range(0, $last) AS i
WITH i, $a_id[i] AS a_is, $b_id[i] AS b_is
MATCH (a:Person)
WHERE id(a) = a_is
MATCH (b:Person)
WHERE id(b) = b_is
MATCH (a)-[r:KNOWS]-(b)
WITH DISTINCT r
DELETE r
RETURN count(*)
