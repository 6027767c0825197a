CALL {
CALL db.idx.fulltext.queryNodes('Document', $__fts_query) YIELD node AS n, score AS __rank
WITH n, __rank / (1.0 + __rank) AS __found
WHERE n.active = $p0
WITH n, __found
ORDER BY __found DESC, id(n) ASC
LIMIT $__knn_depth
RETURN collect(n) AS __texts
}
CALL {
CALL db.idx.vector.queryNodes('Document', 'embedding', $__knn_k, $__knn_vec) YIELD node AS n, score AS __near
WITH n, 1.0 - __near / 2 AS __found
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
RETURN n
ORDER BY score DESC
LIMIT 3
