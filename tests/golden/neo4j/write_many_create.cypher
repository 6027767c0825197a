WITH split($c0, $cut) AS c0, split($c1, $cut) AS c1, split($c2, $cut) AS c2, split($c3, $cut) AS c3, split($c4, $cut) AS c4, split($c5, $cut) AS c5
UNWIND range(0, $last) AS i
CREATE (n:Person {uid: CASE WHEN c0[i] <> $none THEN c0[i] END, name: CASE WHEN c1[i] <> $none THEN c1[i] END, born: date(CASE WHEN c2[i] <> $none THEN c2[i] END), age: toInteger(c3[i]), size: toFloat(c4[i]), active: toBoolean(c5[i]), tags: $c6[i], mark: $c7[i]})
RETURN collect([i, elementId(n)])
