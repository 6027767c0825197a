UNWIND range(0, $last) AS i
WITH i, $n_id[i] AS n_is
MATCH (n:Day)
WHERE elementId(n) = n_is AND [n.`on`] = [date($n_key[i])]
SET n.name = $c0[i]
RETURN count(n)
