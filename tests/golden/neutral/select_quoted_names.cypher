MATCH (`set`:`Order`)
WHERE `set`.`match` = $p0
RETURN id(`set`), `set`.id, `set`.`match`, `set`.`straße nr.`
ORDER BY `set`.`straße nr.` ASC
