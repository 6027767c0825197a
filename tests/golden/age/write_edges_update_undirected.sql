WITH done(o, s, t) AS (
  SELECT u.o, a.id, b.id FROM ROWS FROM (unnest(%(a_id)s::graphid[]), unnest(%(b_id)s::graphid[])) WITH ORDINALITY AS u(a_id, b_id, o) JOIN $g."Person" AS a ON a.id = u.a_id JOIN $g."Person" AS b ON b.id = u.b_id
  ORDER BY a.id, b.id FOR KEY SHARE OF a FOR KEY SHARE OF b
)
SELECT array_agg(o)::text, array_agg(s)::text, array_agg(t)::text FROM done;
WITH done(o) AS (
  UPDATE $g."KNOWS" AS r SET properties = (r.properties || x.p) - x.d
  FROM (SELECT o, s, t FROM unnest(%(o)s::bigint[], %(s)s::graphid[], %(t)s::graphid[]) AS p(o, s, t) UNION SELECT o, t, s FROM unnest(%(o)s::bigint[], %(s)s::graphid[], %(t)s::graphid[]) AS p(o, s, t)) AS u(o, s, t) JOIN ROWS FROM (age_unnest(%(p)s::agtype), age_unnest(%(d)s::agtype)) WITH ORDINALITY AS x(p, d, o) USING (o)
  WHERE r.start_id = u.s AND r.end_id = u.t
  RETURNING u.o
)
SELECT array_agg(o)::text FROM done
