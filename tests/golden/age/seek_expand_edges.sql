SELECT x.id, m.id, m.properties, r.id, r.start_id, r.end_id, r.properties FROM (SELECT x::graphid FROM age_unnest(%(ids)s::agtype) AS u(x)) AS x(id)
JOIN (SELECT id, start_id, end_id, properties, start_id AS near, end_id AS far FROM $g."RATED") AS r ON r.near = x.id
JOIN $g."Movie" AS m ON m.id = r.far
