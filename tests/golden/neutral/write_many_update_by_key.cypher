UNWIND range(0, $last) AS i
WITH i, $n_key[i] AS n_is
MATCH (n:Person)
WHERE n.uid = n_is
SET n.since = $c0[i]
RETURN count(n)
