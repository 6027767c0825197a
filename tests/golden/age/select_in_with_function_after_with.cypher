UNWIND CASE WHEN size($p0) = 0 THEN [NULL] ELSE $p0 END AS _item
WITH collect(CASE WHEN _item IS NULL THEN NULL ELSE toUpper(_item) END) AS _list0
MATCH (n:Shop)
WITH n, _list0
ORDER BY n.id ASC
LIMIT $__limit1
WHERE n.sign IN _list0
RETURN id(n), properties(n)
