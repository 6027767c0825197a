WITH split($n_key, $cut) AS n_key, split($n_id, $cut) AS n_id
UNWIND range(0, $last) AS i
WITH i, toInteger(n_id[i]) AS n_is, n_key, n_id
MATCH (n:Person)
WHERE id(n) = n_is AND n.uid = n_key[i]
DETACH DELETE n
WITH collect(i) AS done
RETURN CASE WHEN size(done) = $last + 1 THEN size(done) ELSE done END
