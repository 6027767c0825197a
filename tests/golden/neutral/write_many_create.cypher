UNWIND range(0, $last) AS i
CREATE (n:Person {uid: $c0[i], name: $c1[i], born: date($c2[i]), age: $c3[i], size: $c4[i], active: $c5[i], tags: $c6[i], mark: $c7[i]})
RETURN collect([i, id(n)])
