DROP INDEX FOR (e:`two words`) ON (e.`order`)
