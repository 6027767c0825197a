WITH done AS (
  INSERT INTO $g."Person" (properties)
  SELECT u.p
  FROM ROWS FROM (age_unnest(%(p)s::agtype)) WITH ORDINALITY AS u(p, o)
  ORDER BY u.o
  RETURNING id
),
all_of(ids) AS (SELECT array_agg(id) FROM done)
SELECT cardinality(ids), CASE
  WHEN ids[cardinality(ids)]::text::bigint - ids[1]::text::bigint = cardinality(ids) - 1 THEN ids[1]::text
  ELSE array_to_string(ids, ',')
END FROM all_of
