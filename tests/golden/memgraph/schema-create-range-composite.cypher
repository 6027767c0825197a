CREATE INDEX ON :Person(last, first)
