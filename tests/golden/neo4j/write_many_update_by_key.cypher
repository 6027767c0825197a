WITH split($c0, $cut) AS c0, split($n_key, $cut) AS n_key
UNWIND range(0, $last) AS i
WITH i, n_key[i] AS n_is, c0, n_key
MATCH (n:Person)
WHERE n.uid = n_is
SET n.since = toInteger(c0[i])
RETURN count(n)
