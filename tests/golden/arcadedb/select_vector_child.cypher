CALL db.index.vector.queryNodes('mine', $__knn_k, $__knn_vec) YIELD node AS n, score AS __near
WITH n, __near AS score
WHERE n:Report
WITH n, score
ORDER BY score DESC
LIMIT $__knn_limit
WITH coalesce(n) AS n, coalesce(score) AS score
RETURN count(*)
