UNWIND range(0, $last) AS i
WITH i, $a_id[i] AS a_is
MATCH (a:Person)
WHERE elementId(a) = a_is AND [a.uid] = [$a_key[i]]
MATCH (a)-[r:LIVES_IN]->(b:City)
WITH DISTINCT r
DELETE r
RETURN count(*)
