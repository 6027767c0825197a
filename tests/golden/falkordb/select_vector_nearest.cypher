CALL db.idx.vector.queryNodes('Document', 'embedding', $__knn_k, vecf32($__knn_vec)) YIELD node AS n, score AS __near
WITH n, 1.0 - __near / 2 AS score
RETURN id(n), labels(n), n.id, n.active, n.embedding, n.place, n.`short text`, n.body, n.pages
ORDER BY score DESC
