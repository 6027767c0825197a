CALL db.idx.vector.queryNodes('Document', 'embedding', $__knn_k, vecf32($__knn_vec)) YIELD node AS n, score AS __near
WITH n, 1.0 - __near / 2 AS score
WHERE n:Report
WITH n, score
ORDER BY score DESC
LIMIT $__knn_limit
WITH coalesce(n) AS n, coalesce(score) AS score
RETURN count(*)
