CALL db.index.vector.queryNodes('runic_vector_document_place_39a4855e13', $__knn_k, $__knn_vec) YIELD node AS n, score AS __near
WITH n, coalesce(vector.similarity.euclidean(n.place, $__knn_vec), __near) AS score
WHERE n.active = $p0 AND score >= $p1
WITH n, score
ORDER BY score DESC
LIMIT $__knn_limit
WITH coalesce(n) AS n, coalesce(score) AS score
RETURN n.id, score
ORDER BY score DESC
