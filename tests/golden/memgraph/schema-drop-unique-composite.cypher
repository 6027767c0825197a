DROP CONSTRAINT ON (e:Person) ASSERT e.country, e.number IS UNIQUE;
DROP INDEX ON :Person(country, number)
