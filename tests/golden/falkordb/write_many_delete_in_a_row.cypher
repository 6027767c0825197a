MATCH (n:Person)
WHERE id(n) >= $lowest AND id(n) <= $highest
WITH collect(n) AS n_all, collect(n.uid) AS n_keys
UNWIND CASE WHEN n_keys = $n_key THEN range(0, $last) ELSE [] END AS i
WITH i, n_all[i] AS n
DETACH DELETE n
RETURN count(i)
