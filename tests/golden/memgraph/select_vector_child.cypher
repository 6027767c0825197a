CALL vector_search.search('mine', $__knn_k, $__knn_vec) YIELD node AS n, distance AS __near
WITH n, 1.0 - __near / 2 AS score
WHERE n:Report
WITH n, score
ORDER BY score DESC
LIMIT $__knn_limit
WITH coalesce(n) AS n, coalesce(score) AS score
RETURN count(*)
