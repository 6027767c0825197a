UNWIND range(0, $last) AS i
CREATE (n:Person {uid: $c0[i], name: $c1[i]})
RETURN collect([i, id(n)])
