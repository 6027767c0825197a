DROP INDEX ON :`two words`(`order`)
