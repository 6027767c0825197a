CALL db.idx.fulltext.queryNodes('Post', $__fts_query) YIELD node AS n, score AS __rank
WITH n, __rank / (1.0 + __rank) AS score
WHERE n.published = $p0
RETURN id(n), n.id, n.title, n.published, n.created_at
ORDER BY n.created_at DESC
LIMIT $__limit
