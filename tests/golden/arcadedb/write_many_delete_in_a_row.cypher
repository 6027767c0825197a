WITH split($n_key, $cut) AS n_key
UNWIND $runs AS run
UNWIND range(run[0], run[1]) AS i
WITH i, i + run[2] AS n_is, n_key
MATCH (n:Person)
WHERE id(n) = n_is AND n.uid = n_key[i]
DETACH DELETE n
WITH collect(i) AS done
RETURN CASE WHEN size(done) = $last + 1 THEN size(done) ELSE done END
