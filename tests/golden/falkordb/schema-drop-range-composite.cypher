DROP INDEX FOR (e:Person) ON (e.last);
DROP INDEX FOR (e:Person) ON (e.first)
