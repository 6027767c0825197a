WITH done AS (
  DELETE FROM $g."LIVES_IN" AS r
  USING (SELECT u.a_id, u.b_id FROM ROWS FROM (unnest(%(a_id)s::graphid[]), age_unnest(%(a_key)s::agtype), unnest(%(b_id)s::graphid[]), age_unnest(%(b_key)s::agtype)) WITH ORDINALITY AS u(a_id, a_key, b_id, b_key, o)) AS e(s, t)
  WHERE r.start_id = e.s AND r.end_id = e.t
  RETURNING r.id
)
SELECT count(DISTINCT id) FROM done
