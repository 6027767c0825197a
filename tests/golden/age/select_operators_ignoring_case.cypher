MATCH (n:User)
WHERE toLower(n.name) = toLower($p0) AND toLower(n.name) CONTAINS toLower($p1) AND toLower(n.name) STARTS WITH toLower($p2) AND toLower(n.name) ENDS WITH toLower($p3)
RETURN id(n), properties(n)
