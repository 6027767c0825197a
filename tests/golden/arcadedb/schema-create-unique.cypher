CREATE CONSTRAINT runic_unique_person_email_3f118a1b4d FOR (e:Person) REQUIRE e.email IS UNIQUE
