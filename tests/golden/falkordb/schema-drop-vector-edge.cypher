DROP VECTOR INDEX FOR ()-[e:KNOWS]-() ON (e.mood)
