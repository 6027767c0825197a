CREATE FULLTEXT INDEX runic_fulltext_knows_7286b81127 FOR ()-[e:KNOWS]-() ON EACH [e.note]
