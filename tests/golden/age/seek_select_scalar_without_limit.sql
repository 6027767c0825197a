SELECT n.id, n.properties FROM $g."User" AS n LIMIT 1
