WITH done(o, s, t) AS (
  SELECT u.o, a.id, b.id FROM ROWS FROM (unnest(%(a_id)s::graphid[]), age_unnest(%(a_key)s::agtype), unnest(%(b_id)s::graphid[]), age_unnest(%(b_key)s::agtype)) WITH ORDINALITY AS u(a_id, a_key, b_id, b_key, o) JOIN $g."Person" AS a ON a.id = u.a_id AND agtype_access_operator(a.properties, '"uid"'::agtype) = u.a_key JOIN $g."City" AS b ON b.id = u.b_id AND agtype_access_operator(b.properties, '"code"'::agtype) = u.b_key
  ORDER BY a.id, b.id FOR NO KEY UPDATE OF a FOR KEY SHARE OF b
)
SELECT array_agg(o)::text, array_agg(s)::text, array_agg(t)::text FROM done;
WITH done(o) AS (
  UPDATE $g."LIVES_IN" AS r SET properties = (r.properties || x.p)
  FROM unnest(%(o)s::bigint[], %(s)s::graphid[], %(t)s::graphid[]) AS u(o, s, t) JOIN ROWS FROM (age_unnest(%(p)s::agtype)) WITH ORDINALITY AS x(p, o) USING (o)
  WHERE r.start_id = u.s AND r.end_id = u.t
  RETURNING u.o
)
SELECT array_agg(o)::text FROM done;
INSERT INTO $g."LIVES_IN" (start_id, end_id, properties)
SELECT u.s, u.t, x.p
FROM unnest(%(o)s::bigint[], %(s)s::graphid[], %(t)s::graphid[]) AS u(o, s, t) JOIN ROWS FROM (age_unnest(%(p)s::agtype)) WITH ORDINALITY AS x(p, o) USING (o)
WHERE NOT u.o = ANY(%(there)s::bigint[])
ORDER BY u.o
