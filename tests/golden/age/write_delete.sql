WITH done(o, id) AS (
  SELECT u.o, n.id FROM ROWS FROM (unnest(%(n_id)s::graphid[]), age_unnest(%(n_key)s::agtype)) WITH ORDINALITY AS u(n_id, n_key, o) JOIN $g."Person" AS n ON n.id = u.n_id AND agtype_access_operator(n.properties, '"uid"'::agtype) = u.n_key
  ORDER BY n.id FOR UPDATE OF n
)
SELECT array_agg(o)::text, array_agg(id)::text FROM done;
DELETE FROM $g._ag_label_edge WHERE start_id = ANY(%(found)s::graphid[]) OR end_id = ANY(%(found)s::graphid[]);
DELETE FROM $g."Person" WHERE id = ANY(%(found)s::graphid[])
