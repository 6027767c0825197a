SELECT n.id, n.properties FROM $g."User" AS n WHERE agtype_access_operator(n.properties, '"active"'::agtype) = %(p0)s::agtype
