CREATE VECTOR INDEX runic_vector_knows_mood_35651e80dc FOR ()-[e:KNOWS]-() ON (e.mood) OPTIONS $options
