CREATE VECTOR INDEX runic_vector_person_face_dd31925e65 FOR (e:Person) ON (e.face) OPTIONS $options
