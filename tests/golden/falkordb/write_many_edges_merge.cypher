UNWIND range(0, $last) AS i
WITH $a_id[i] AS a_is, $b_id[i] AS b_is
MATCH (a:Person)
WHERE id(a) = a_is
MATCH (b:City)
WHERE id(b) = b_is
WITH collect(a) AS a_all, collect(a.uid) AS a_keys, collect(b) AS b_all, collect(b.code) AS b_keys
UNWIND CASE WHEN a_keys = $a_key AND b_keys = $b_key THEN range(0, $last) ELSE [] END AS i
WITH i, a_all[i] AS a, b_all[i] AS b
OPTIONAL MATCH (a)-[r:LIVES_IN]->(b)
SET r.since = $c0[i]
WITH i, a, b, r
WHERE r IS NULL
CREATE (a)-[:LIVES_IN {since: $c0[i]}]->(b)
RETURN count(i)
