WITH split($a_key, $cut) AS a_key, split($a_id, $cut) AS a_id
UNWIND range(0, $last) AS i
WITH i, toInteger(a_id[i]) AS a_is, a_key, a_id
MATCH (a:Person)
WHERE elementId(a) = a_is AND [a.uid] = [a_key[i]]
MATCH (a)-[r:KNOWS]-(b)
WHERE NOT elementId(b) IN $keep[i]
WITH DISTINCT r
DELETE r
RETURN count(*)
