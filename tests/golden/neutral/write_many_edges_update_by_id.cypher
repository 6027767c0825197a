UNWIND range(0, $last) AS i
WITH i, $start[i] AS a_is, $edge[i] AS r_is
MATCH (a)-[r:LIVES_IN]->()
WHERE id(a) = a_is AND id(r) = r_is
SET r.since = $c0[i]
RETURN count(r)
