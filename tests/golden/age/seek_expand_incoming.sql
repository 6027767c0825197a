SELECT x.id, m.id, m.properties FROM (SELECT x::graphid FROM age_unnest(%(ids)s::agtype) AS u(x)) AS x(id)
JOIN (SELECT id, start_id, end_id, properties, end_id AS near, start_id AS far FROM $g."MEMBER_OF") AS r ON r.near = x.id
JOIN $g."User" AS m ON m.id = r.far
