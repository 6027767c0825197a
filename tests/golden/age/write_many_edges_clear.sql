WITH ends(o, id) AS (SELECT u.o, u.a_id FROM ROWS FROM (unnest(%(a_id)s::graphid[]), age_unnest(%(a_key)s::agtype)) WITH ORDINALITY AS u(a_id, a_key, o)),
done AS (
  DELETE FROM $g."KNOWS" WHERE id IN (
    SELECT r.id FROM ends AS e JOIN $g."KNOWS" AS r ON r.start_id = e.id WHERE NOT EXISTS (SELECT FROM unnest(%(kept_row)s::bigint[], %(kept)s::graphid[]) AS k(o, id) WHERE k.o = e.o AND k.id = r.end_id)
    UNION SELECT r.id FROM ends AS e JOIN $g."KNOWS" AS r ON r.end_id = e.id WHERE NOT EXISTS (SELECT FROM unnest(%(kept_row)s::bigint[], %(kept)s::graphid[]) AS k(o, id) WHERE k.o = e.o AND k.id = r.start_id)
  )
  RETURNING 1
)
SELECT count(*) FROM done
