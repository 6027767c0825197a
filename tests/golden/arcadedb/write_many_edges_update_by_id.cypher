WITH split($c0, $cut) AS c0, split($start, $cut) AS start, split($edge, $cut) AS edge
UNWIND range(0, $last) AS i
WITH i, toInteger(start[i]) AS a_is, toInteger(edge[i]) AS r_is, c0, start, edge
MATCH (a)-[r:LIVES_IN]->()
WHERE id(a) = a_is AND id(r) = r_is
SET r.since = toInteger(c0[i])
RETURN count(r)
