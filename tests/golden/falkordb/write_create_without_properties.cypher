UNWIND range(0, $last) AS i
CREATE (n:Person)
RETURN toJSON(collect([i, id(n)]))
