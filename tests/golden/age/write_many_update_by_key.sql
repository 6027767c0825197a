WITH done AS (
  UPDATE $g."Person" AS n SET properties = (n.properties || u.p)
  FROM ROWS FROM (age_unnest(%(n_key)s::agtype), age_unnest(%(p)s::agtype)) WITH ORDINALITY AS u(n_key, p, o)
  WHERE agtype_access_operator(n.properties, '"uid"'::agtype) = u.n_key
  RETURNING 1
)
SELECT count(*) FROM done
