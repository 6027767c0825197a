CREATE CONSTRAINT runic_unique_knows_code_19caf33d88 FOR ()-[e:KNOWS]-() REQUIRE e.code IS UNIQUE
