CREATE VECTOR INDEX FOR (e:Person) ON (e.face) OPTIONS {dimension: 3, similarityFunction: 'euclidean'}
