CREATE FULLTEXT INDEX runic_fulltext_person_4566145acc FOR (e:Person) ON EACH [e.bio, e.title]
