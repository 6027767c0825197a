DROP INDEX `runic_fulltext_knows_7286b81127` IF EXISTS
