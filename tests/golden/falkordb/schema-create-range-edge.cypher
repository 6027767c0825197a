CREATE INDEX FOR ()-[e:KNOWS]-() ON (e.since)
