CREATE INDEX FOR (e:Person) ON (e.country);
CREATE INDEX FOR (e:Person) ON (e.number);
GRAPH.CONSTRAINT CREATE graph UNIQUE NODE Person PROPERTIES 2 country number
