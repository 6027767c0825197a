CREATE INDEX runic_range_person_age_a589fae74d FOR (e:Person) ON (e.age)
