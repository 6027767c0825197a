UNWIND range(0, $last) AS i
WITH $n_id[i] AS n_is
MATCH (n:Person)
WHERE id(n) = n_is
WITH collect(n) AS n_all
UNWIND CASE WHEN size(n_all) > $last THEN range(0, $last) ELSE [] END AS i
WITH i, n_all[i] AS n
SET n.v = []
WITH i, n
SET n.name = $c0[i], n.v = vecf32($c1[i])
RETURN count(n)
