MATCH (`set`:`Order`)
WHERE `set`.`match` = $p0
WITH `set`
ORDER BY `set`.`straße nr.` ASC
RETURN collect([id(`set`), `set`.id, `set`.`match`, `set`.`straße nr.`]) AS rows
