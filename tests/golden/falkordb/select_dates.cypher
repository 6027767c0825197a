MATCH (n:User)
WHERE n.born > date($p0) AND n.born IN [item IN $p1 | date(item)]
RETURN id(n), n.id, n.name, n.mail, n.age, n.active, n.role, n.city, n.code, n.born, n.tags, n.created_at
