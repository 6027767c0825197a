SELECT x.id, m.id, m.properties FROM (SELECT x::graphid FROM age_unnest(%(ids)s::agtype) AS u(x)) AS x(id)
JOIN (SELECT id, start_id, end_id, properties, start_id AS near, end_id AS far FROM $g."CAPITAL") AS r ON r.near = x.id
JOIN $g."Location" AS m ON m.id = r.far AND agtype_access_operator(m.properties, '"_labels"'::agtype) @> '["City"]'::agtype
