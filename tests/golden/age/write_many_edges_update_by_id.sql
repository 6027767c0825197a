WITH done AS (
  UPDATE $g."LIVES_IN" AS r SET properties = (r.properties || u.p)
  FROM ROWS FROM (unnest(%(start)s::graphid[]), unnest(%(edge)s::graphid[]), age_unnest(%(p)s::agtype)) WITH ORDINALITY AS u(start, edge, p, o)
  WHERE r.id = u.edge AND r.start_id = u.start
  RETURNING 1
)
SELECT count(*) FROM done
