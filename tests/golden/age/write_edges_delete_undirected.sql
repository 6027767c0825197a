WITH done AS (
  DELETE FROM $g."KNOWS" AS r
  USING (WITH one(s, t) AS (SELECT u.a_id, u.b_id FROM ROWS FROM (unnest(%(a_id)s::graphid[]), unnest(%(b_id)s::graphid[])) WITH ORDINALITY AS u(a_id, b_id, o)) SELECT s, t FROM one UNION SELECT t, s FROM one) AS e(s, t)
  WHERE r.start_id = e.s AND r.end_id = e.t
  RETURNING r.id
)
SELECT count(DISTINCT id) FROM done
