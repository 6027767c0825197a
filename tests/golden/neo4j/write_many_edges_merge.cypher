WITH split($c0, $cut) AS c0, split($a_key, $cut) AS a_key, split($a_id, $cut) AS a_id, split($b_key, $cut) AS b_key, split($b_id, $cut) AS b_id
UNWIND range(0, $last) AS i
WITH i, toInteger(a_id[i]) AS a_is, toInteger(b_id[i]) AS b_is, c0, a_key, a_id, b_key, b_id
MATCH (a:Person)
WHERE elementId(a) = a_is AND [a.uid] = [a_key[i]]
MATCH (b:City)
WHERE elementId(b) = b_is AND [b.code] = [toInteger(b_key[i])]
MERGE (a)-[r:LIVES_IN]->(b)
SET r.since = toInteger(c0[i])
RETURN count(DISTINCT i)
