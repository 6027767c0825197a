"""Apache AGE, the graph extension of PostgreSQL, for runic."""
