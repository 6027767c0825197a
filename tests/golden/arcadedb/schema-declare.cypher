CREATE CONSTRAINT runic_type_person_age_90db902682 FOR (e:Person) REQUIRE e.age IS :: INTEGER;
CREATE CONSTRAINT runic_type_person_email_eafa74255a FOR (e:Person) REQUIRE e.email IS :: STRING;
CREATE CONSTRAINT runic_type_knows_runic_fe1e85df9a FOR ()-[e:KNOWS]-() REQUIRE e.runic IS :: STRING;
DROP CONSTRAINT runic_type_knows_runic_fe1e85df9a IF EXISTS
