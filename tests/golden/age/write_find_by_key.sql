SELECT u.o - 1, n.id FROM ROWS FROM (age_unnest(%(n_key)s::agtype)) WITH ORDINALITY AS u(n_key, o) JOIN $g."Person" AS n ON agtype_access_operator(n.properties, '"uid"'::agtype) = u.n_key
