MATCH (__set:`Order`)
WHERE __set['match'] = $p0
RETURN id(__set), properties(__set)
ORDER BY __set['straße nr.'] ASC
