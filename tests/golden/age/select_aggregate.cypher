MATCH (n:User)
RETURN count(*), count(DISTINCT n.name), avg(n.age), sum(n.age), min(n.age), max(n.age), collect(DISTINCT n.city)
