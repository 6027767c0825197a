DROP VECTOR INDEX FOR (e:Person) ON (e.face)
