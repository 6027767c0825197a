UNWIND range(0, $last) AS i
CREATE (n:Person:`Old Friend` {born: date($c0[i]), `match`: $c1[i], `straße`: $c2[i]})
RETURN collect([i, elementId(n)])
