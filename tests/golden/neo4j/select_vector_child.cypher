CALL db.index.vector.queryNodes('mine', $__knn_k, $__knn_vec) YIELD node AS n, score AS __near
WITH n, coalesce(vector.similarity.cosine(n.embedding, $__knn_vec), __near) AS score
WHERE n:Report
WITH n, score
ORDER BY score DESC
LIMIT $__knn_limit
WITH coalesce(n) AS n, coalesce(score) AS score
RETURN count(*)
