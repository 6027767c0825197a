WITH done AS (
  INSERT INTO $g."Person" (properties)
  SELECT u.p
  FROM ROWS FROM (age_unnest(%(p)s::agtype)) WITH ORDINALITY AS u(p, o)
  ORDER BY u.o
  RETURNING id
)
SELECT string_agg(id::text, ',') FROM done
