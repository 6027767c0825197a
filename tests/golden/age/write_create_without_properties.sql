WITH done AS (
  INSERT INTO $g."Person" (properties)
  SELECT '{}'::agtype
  FROM ROWS FROM (generate_series(1, %(rows)s::int)) WITH ORDINALITY AS u(none, o)
  ORDER BY u.o
  RETURNING id
)
SELECT string_agg(id::text, ',') FROM done
