CALL db.index.vector.queryNodes('Document[embedding]', $__knn_k, $__knn_vec) YIELD node AS n, score AS __near
WITH n, __near AS score
WITH n, score
ORDER BY score DESC
RETURN collect([id(n), labels(n), n.id, n.active, n.embedding, n.place, n.`short text`, n.body, n.pages]) AS rows
