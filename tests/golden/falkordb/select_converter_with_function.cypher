MATCH (n:Shop)
WHERE n.sign = toUpper($p0) AND n.sign IN [item IN $p1 | toUpper(item)] AND NOT n.sign IN [item IN $p2 | toUpper(item)]
RETURN id(n), n.id, n.sign
