UNWIND range(0, $last) AS i
WITH i, $a_id[i] AS a_is, $b_id[i] AS b_is
MATCH (a:Person)
WHERE elementId(a) = a_is
MATCH (b:Person)
WHERE elementId(b) = b_is
MATCH (a)-[r:KNOWS]-(b)
SET r.since = $c0[i]
RETURN count(DISTINCT i)
