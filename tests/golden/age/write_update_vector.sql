WITH done AS (
  UPDATE $g."Person" AS n SET properties = (n.properties || u.p || CASE WHEN ag_catalog.age_vecf32(u.f1) IS NULL THEN '{}'::agtype ELSE agtype_build_map(('"v"'::agtype)::text, ag_catalog.age_vecf32(u.f1)) END) - u.d
  FROM ROWS FROM (unnest(%(n_id)s::graphid[]), age_unnest(%(p)s::agtype), age_unnest(%(f1)s::agtype), age_unnest(%(d)s::agtype)) WITH ORDINALITY AS u(n_id, p, f1, d, o)
  WHERE n.id = u.n_id
  RETURNING 1
)
SELECT count(*) FROM done
