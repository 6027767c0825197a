CREATE TEXT EDGE INDEX runic_fulltext_knows_7286b81127 ON :KNOWS(note)
