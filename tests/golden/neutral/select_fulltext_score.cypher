CALL db.idx.fulltext.queryNodes('Document', $__fts_query) YIELD node AS n, score AS __rank
WITH n, __rank / (1.0 + __rank) AS score
WHERE n:Report AND (n.active = $p1 AND score > $p0)
RETURN id(n), n.id, n.active, n.embedding, n.place, n.`short text`, n.body, n.pages
ORDER BY score ASC
