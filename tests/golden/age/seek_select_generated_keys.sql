SELECT n.id, n.properties FROM (SELECT x::graphid FROM age_unnest(%(p0)s::agtype) AS u(x)) AS x(id) JOIN $g."Team" AS n ON n.id = x.id
