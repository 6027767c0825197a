UNWIND range(0, $last) AS i
CREATE (n:Person)
RETURN collect([i, elementId(n)])
