"""runic: one typed model, any Cypher database. The parts are `runic.ogm`, `runic.migrate` and `runic.testing`."""
