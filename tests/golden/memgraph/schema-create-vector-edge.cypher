CREATE VECTOR EDGE INDEX runic_vector_knows_mood_35651e80dc ON :KNOWS(mood) WITH CONFIG {"dimension": 3, "capacity": 100000, "metric": "cos"}
