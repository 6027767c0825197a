DROP INDEX `runic_vector_person_face_dd31925e65` IF EXISTS
