CREATE TEXT INDEX runic_fulltext_person_4566145acc ON :Person(bio, title)
