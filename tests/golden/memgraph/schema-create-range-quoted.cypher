CREATE INDEX ON :`two words`(`order`)
