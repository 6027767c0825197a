UNWIND range(0, $last) AS i
WITH i, $a_id[i] AS a_is, $b_id[i] AS b_is
MATCH (a:Person)
WHERE elementId(a) = a_is AND [a.uid] = [$a_key[i]]
MATCH (b:City)
WHERE elementId(b) = b_is AND [b.code] = [$b_key[i]]
MATCH (a)-[r:LIVES_IN]->(b)
WITH DISTINCT r
DELETE r
RETURN count(*)
