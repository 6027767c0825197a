UNWIND range(0, $last) AS i
WITH i, $n_id[i] AS n_is
MATCH (n:Person)
WHERE elementId(n) = n_is AND [n.uid] = [$n_key[i]]
SET n.name = $c0[i], n.born = date($c1[i])
RETURN count(n)
