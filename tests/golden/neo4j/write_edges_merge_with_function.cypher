UNWIND range(0, $last) AS i
WITH i, $a_id[i] AS a_is, $b_id[i] AS b_is
MATCH (a:Person)
WHERE elementId(a) = a_is
MATCH (b:City)
WHERE elementId(b) = b_is AND [b.code] = [$b_key[i]]
MERGE (a)-[r:LIVES_IN]->(b)
SET r.born = date($c0[i]), r.since = $c1[i]
RETURN count(DISTINCT i)
