MATCH (n:User)
WITH DISTINCT n.city AS __c0, n.age AS __c1
RETURN count(*)
