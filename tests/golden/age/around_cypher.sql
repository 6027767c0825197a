SELECT * FROM ag_catalog.cypher('my-graph', $qq$ RETURN 'a$q$b' + '50%%' AS x
$qq$, %s) AS (c0 agtype)
