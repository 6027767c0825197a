DROP INDEX ON :Person(last, first)
