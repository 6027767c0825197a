WITH done AS (
  UPDATE $g."Person" AS n SET properties = (n.properties || u.p || CASE WHEN ag_catalog.age_date(u.f1) IS NULL THEN '{}'::agtype ELSE agtype_build_map(('"born"'::agtype)::text, ag_catalog.age_date(u.f1)) END) - u.d
  FROM ROWS FROM (unnest(%(n_id)s::graphid[]), age_unnest(%(n_key)s::agtype), age_unnest(%(p)s::agtype), age_unnest(%(f1)s::agtype), age_unnest(%(d)s::agtype)) WITH ORDINALITY AS u(n_id, n_key, p, f1, d, o)
  WHERE n.id = u.n_id AND agtype_access_operator(n.properties, '"uid"'::agtype) = u.n_key
  RETURNING 1
)
SELECT count(*) FROM done
