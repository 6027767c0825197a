WITH done AS (
  UPDATE $g."Person" AS n SET properties = (n.properties || u.p) - u.d
  FROM ROWS FROM (unnest(%(n_id)s::graphid[]), age_unnest(%(p)s::agtype), age_unnest(%(d)s::agtype)) WITH ORDINALITY AS u(n_id, p, d, o)
  WHERE n.id = u.n_id
  RETURNING 1
)
SELECT count(*) FROM done
