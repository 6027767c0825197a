MATCH (n:User)
WHERE toLower(n.name) = toLower($p0) AND toLower(n.name) CONTAINS toLower($p1) AND toLower(n.name) STARTS WITH toLower($p2) AND toLower(n.name) ENDS WITH toLower($p3)
RETURN collect([id(n), n.id, n.name, n.mail, n.age, n.active, n.role, n.city, n.code, n.born, n.tags, n.created_at]) AS rows
