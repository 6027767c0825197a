UNWIND range(0, $last) AS i
WITH $a_id[i] AS a_is, $b_id[i] AS b_is
MATCH (a:Person)
WHERE id(a) = a_is
MATCH (b:Person)
WHERE id(b) = b_is
WITH collect(a) AS a_all, collect(a.uid) AS a_keys, collect(b) AS b_all, collect(b.uid) AS b_keys
UNWIND CASE WHEN a_keys = $a_key AND b_keys = $b_key THEN range(0, $last) ELSE [] END AS i
WITH i, a_all[i] AS a, b_all[i] AS b
OPTIONAL MATCH (a)-[r:KNOWS]->(b)
OPTIONAL MATCH (b)-[back:KNOWS]->(a)
SET r.since = $c0[i], back.since = $c0[i]
WITH i, a, b, r, back
WHERE r IS NULL AND back IS NULL
CREATE (a)-[:KNOWS {since: $c0[i]}]->(b)
RETURN count(i)
