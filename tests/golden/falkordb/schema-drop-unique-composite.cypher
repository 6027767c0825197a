GRAPH.CONSTRAINT DROP graph UNIQUE NODE Person PROPERTIES 2 country number;
DROP INDEX FOR (e:Person) ON (e.country);
DROP INDEX FOR (e:Person) ON (e.number)
