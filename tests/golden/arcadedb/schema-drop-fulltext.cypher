DROP INDEX `runic_fulltext_person_4566145acc` IF EXISTS
