UNWIND CASE WHEN size($p1) = 0 THEN [NULL] ELSE $p1 END AS _item
WITH collect(CASE WHEN _item IS NULL THEN NULL ELSE toUpper(_item) END) AS _list0
UNWIND CASE WHEN size($p2) = 0 THEN [NULL] ELSE $p2 END AS _item
WITH head(collect(_list0)) AS _list0, collect(CASE WHEN _item IS NULL THEN NULL ELSE toUpper(_item) END) AS _list1
MATCH (n:Shop)
WHERE n.sign = toUpper($p0) AND n.sign IN _list0 AND NOT (n.sign IN _list1 AND (size(_list1) > 0))
RETURN id(n), properties(n)
