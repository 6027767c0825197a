DROP INDEX FOR (e:Person) ON (e.age)
