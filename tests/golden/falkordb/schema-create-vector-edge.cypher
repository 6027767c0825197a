CREATE VECTOR INDEX FOR ()-[e:KNOWS]-() ON (e.mood) OPTIONS {dimension: 3, similarityFunction: 'cosine'}
