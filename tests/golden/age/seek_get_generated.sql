SELECT n.id, n.properties FROM (SELECT %(key)s::agtype::graphid) AS x(id) JOIN $g."Team" AS n ON n.id = x.id LIMIT 2
