CALL db.index.vector.queryNodes('runic_vector_document_embedding_6b61bacc78', $__knn_k, $__knn_vec) YIELD node AS n, score AS __near
WITH n, coalesce(vector.similarity.cosine(n.embedding, $__knn_vec), __near) AS score
WITH n
ORDER BY score DESC
RETURN collect([elementId(n), labels(n), n.id, n.active, n.embedding, n.place, n.`short text`, n.body, n.pages]) AS rows
