WITH ends(o, id) AS (SELECT u.o, u.a_id FROM ROWS FROM (unnest(%(a_id)s::graphid[]), age_unnest(%(a_key)s::agtype)) WITH ORDINALITY AS u(a_id, a_key, o)),
done AS (
  DELETE FROM $g."LIVES_IN" WHERE id IN (
    SELECT r.id FROM ends AS e JOIN $g."LIVES_IN" AS r ON r.start_id = e.id WHERE EXISTS (SELECT FROM $g."City" AS b WHERE b.id = r.end_id)
  )
  RETURNING 1
)
SELECT count(*) FROM done
