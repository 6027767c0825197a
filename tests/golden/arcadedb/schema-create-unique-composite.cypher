CREATE CONSTRAINT runic_unique_person_country_number_bcfab8bec8 FOR (e:Person) REQUIRE (e.country, e.number) IS UNIQUE
