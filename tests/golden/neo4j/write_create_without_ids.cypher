UNWIND range(0, $last) AS i
CREATE (n:Person {uid: $c0[i]})
RETURN count(n)
