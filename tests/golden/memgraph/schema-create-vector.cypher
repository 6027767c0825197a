CREATE VECTOR INDEX runic_vector_person_face_dd31925e65 ON :Person(face) WITH CONFIG {"dimension": 3, "capacity": 100000, "metric": "l2sq"}
