CREATE INDEX FOR (e:Person) ON (e.last);
CREATE INDEX FOR (e:Person) ON (e.first)
