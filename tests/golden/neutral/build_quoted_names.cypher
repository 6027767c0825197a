MATCH (`set`:`Order`)
WHERE `set`.`match` = $p0
RETURN `set`
ORDER BY `set`.`straße nr.` ASC
