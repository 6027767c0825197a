WITH done AS (
  UPDATE $g."Day" AS n SET properties = (n.properties || u.p) - u.d
  FROM ROWS FROM (unnest(%(n_id)s::graphid[]), age_unnest(%(n_key)s::agtype), age_unnest(%(p)s::agtype), age_unnest(%(d)s::agtype)) WITH ORDINALITY AS u(n_id, n_key, p, d, o)
  WHERE n.id = u.n_id AND agtype_access_operator(n.properties, '"on"'::agtype) = ag_catalog.age_date(u.n_key)
  RETURNING 1
)
SELECT count(*) FROM done
