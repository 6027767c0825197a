SELECT n.id, n.properties, '"Location"'::agtype FROM (SELECT x::graphid FROM age_unnest(%(ids)s::agtype) AS u(x)) AS x(id) JOIN $g."Location" AS n ON n.id = x.id
