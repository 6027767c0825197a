WITH split($c0, $cut) AS c0, split($a_key, $cut) AS a_key, split($b_key, $cut) AS b_key, split($b_id, $cut) AS b_id
UNWIND $runs AS run
UNWIND range(run[0], run[1]) AS i
WITH i, i + run[2] AS a_is, toInteger(b_id[i]) AS b_is, c0, a_key, b_key, b_id
MATCH (a:Person)
WHERE id(a) = a_is AND a.uid = a_key[i]
MATCH (b:City)
WHERE id(b) = b_is AND b.code = toInteger(b_key[i])
MERGE (a)-[r:LIVES_IN]->(b)
SET r.since = toInteger(c0[i])
RETURN count(DISTINCT i)
