CALL {
CALL db.index.fulltext.queryNodes('Document[body,shorttext]', $__fts_query) YIELD node AS n, score AS __rank
WITH n, __rank / (1.0 + __rank) AS __found
WHERE n.active = $p0
WITH n, __found
ORDER BY __found DESC, id(n) ASC
LIMIT $__knn_depth
RETURN collect(n) AS __texts
}
CALL {
CALL db.index.vector.queryNodes('Document[embedding]', $__knn_k, $__knn_vec) YIELD node AS n, score AS __near
WITH n, __near AS __found
WHERE n.active = $p0
WITH n, __found
ORDER BY __found DESC, id(n) ASC
LIMIT $__knn_depth
RETURN collect(n) AS __nears
}
UNWIND range(0, size(__texts) + size(__nears) - 1) AS __i
WITH CASE WHEN __i < size(__texts) THEN __texts[__i] ELSE __nears[__i - size(__texts)] END AS n, 30.5 / (61 + CASE WHEN __i < size(__texts) THEN __i ELSE __i - size(__texts) END) AS __part
WITH n, sum(__part) AS score
WHERE score > $p1
WITH n, score
ORDER BY score DESC
LIMIT $__knn_limit
WITH coalesce(n) AS n, coalesce(score) AS score
WITH n, score
ORDER BY score DESC
LIMIT $__limit
RETURN collect([id(n), labels(n), n.id, n.active, n.embedding, n.place, n.`short text`, n.body, n.pages, score]) AS rows
