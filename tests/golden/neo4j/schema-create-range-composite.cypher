CREATE INDEX runic_range_person_last_first_489e02e2a1 FOR (e:Person) ON (e.last, e.first)
