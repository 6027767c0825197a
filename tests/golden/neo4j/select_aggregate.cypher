MATCH (n:User)
RETURN count(*), count(DISTINCT n.name) AS names, avg(n.age), sum(n.age), min(n.age), max(n.age), collect(DISTINCT n.city)
