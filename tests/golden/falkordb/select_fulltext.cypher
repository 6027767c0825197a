CALL db.idx.fulltext.queryNodes('Post', $__fts_query) YIELD node AS n
WHERE n.published = $p0
RETURN id(n), n.id, n.title, n.published, n.created_at
ORDER BY n.created_at DESC
LIMIT $__limit
