WITH split($c0, $cut) AS c0, split($n_key, $cut) AS n_key
UNWIND $runs AS run
UNWIND range(run[0], run[1]) AS i
WITH i, i + run[2] AS n_is, c0, n_key
MATCH (n:Person)
WHERE id(n) = n_is AND n.uid = n_key[i]
SET n.since = toInteger(c0[i])
RETURN count(n)
