SELECT n.id, n.properties, '"Location"'::agtype FROM $g."Location" AS n WHERE agtype_access_operator(n.properties, '"title"'::agtype) = %(p0)s::agtype
