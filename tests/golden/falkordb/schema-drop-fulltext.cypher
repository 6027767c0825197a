DROP FULLTEXT INDEX FOR (e:Person) ON (e.bio);
DROP FULLTEXT INDEX FOR (e:Person) ON (e.title)
