MATCH (n:User)
WHERE coalesce(toLower(n.name), n.name) = coalesce(toLower($p0), $p0) AND coalesce(toLower(n.name), n.name) CONTAINS coalesce(toLower($p1), $p1) AND coalesce(toLower(n.name), n.name) STARTS WITH coalesce(toLower($p2), $p2) AND coalesce(toLower(n.name), n.name) ENDS WITH coalesce(toLower($p3), $p3)
RETURN id(n), properties(n)
