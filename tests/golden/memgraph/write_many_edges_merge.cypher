UNWIND range(0, $last) AS i
WITH i, $a_id[i] AS a_is, $b_id[i] AS b_is
MATCH (a:Person)
WHERE id(a) = a_is AND a.uid = $a_key[i]
MATCH (b:City)
WHERE id(b) = b_is AND b.code = $b_key[i]
MERGE (a)-[r:LIVES_IN]->(b)
SET r.since = $c0[i]
RETURN count(DISTINCT i)
