CREATE INDEX runic_range_knows_since_88bd86d03d FOR ()-[e:KNOWS]-() ON (e.since)
