CREATE INDEX ON :Person(country, number);
CREATE CONSTRAINT ON (e:Person) ASSERT e.country, e.number IS UNIQUE
