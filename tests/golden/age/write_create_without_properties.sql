WITH done AS (
  INSERT INTO $g."Person" (properties)
  SELECT '{}'::agtype
  FROM ROWS FROM (generate_series(1, %(rows)s::int)) WITH ORDINALITY AS u(none, o)
  ORDER BY u.o
  RETURNING id
),
all_of(ids) AS (SELECT array_agg(id) FROM done)
SELECT cardinality(ids), CASE
  WHEN ids[cardinality(ids)]::text::bigint - ids[1]::text::bigint = cardinality(ids) - 1 THEN ids[1]::text
  ELSE array_to_string(ids, ',')
END FROM all_of
