CALL vector_search.search('runic_vector_document_embedding_6b61bacc78', $__knn_k, $__knn_vec) YIELD node AS n, distance AS __near
WITH n, 1.0 - __near / 2 AS score
WITH n
ORDER BY score DESC
RETURN collect([id(n), labels(n), n.id, n.active, n.embedding, n.place, n.`short text`, n.body, n.pages]) AS rows
