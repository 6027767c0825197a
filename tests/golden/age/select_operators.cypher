MATCH (n:User)
WHERE n.age > $p0 AND n.age >= $p1 AND n.age < $p2 AND n.age <= $p3 AND n.age <> $p4 AND n.name CONTAINS $p5 AND n.name STARTS WITH $p6 AND n.name ENDS WITH $p7 AND n.name =~ $p8 AND n.mail IS NULL AND n.mail IS NOT NULL AND n.name IN $p9 AND NOT (n.name IN $p10 AND (size($p10) > 0))
RETURN id(n), properties(n)
