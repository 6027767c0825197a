WITH done AS (
  INSERT INTO $g."Person" (properties)
  SELECT u.p || CASE WHEN ag_catalog.age_date(u.f2) IS NULL THEN '{}'::agtype ELSE agtype_build_map(('"born"'::agtype)::text, ag_catalog.age_date(u.f2)) END
  FROM ROWS FROM (age_unnest(%(p)s::agtype), age_unnest(%(f2)s::agtype)) WITH ORDINALITY AS u(p, f2, o)
  ORDER BY u.o
  RETURNING id
),
all_of(ids) AS (SELECT array_agg(id) FROM done)
SELECT cardinality(ids), CASE
  WHEN ids[cardinality(ids)]::text::bigint - ids[1]::text::bigint = cardinality(ids) - 1 THEN ids[1]::text
  ELSE array_to_string(ids, ',')
END FROM all_of
