SELECT n.id, n.properties FROM $g."User" AS n WHERE agtype_access_operator(n.properties, '"id"'::agtype) = %(key)s::agtype LIMIT 2
