WITH done AS (
  UPDATE $g."LIVES_IN" AS r SET properties = (r.properties || u.p || CASE WHEN ag_catalog.age_date(u.f1) IS NULL THEN '{}'::agtype ELSE agtype_build_map(('"born"'::agtype)::text, ag_catalog.age_date(u.f1)) END) - u.d
  FROM ROWS FROM (unnest(%(start)s::graphid[]), unnest(%(edge)s::graphid[]), age_unnest(%(p)s::agtype), age_unnest(%(f1)s::agtype), age_unnest(%(d)s::agtype)) WITH ORDINALITY AS u(start, edge, p, f1, d, o)
  WHERE r.id = u.edge AND r.start_id = u.start
  RETURNING 1
)
SELECT count(*) FROM done
