CALL db.index.fulltext.queryNodes('runic_fulltext_document_6e277c7a4e', $__fts_query) YIELD node AS n, score AS __rank
WITH n, __rank / (1.0 + __rank) AS score
WHERE n:Report AND (n.active = $p1 AND score > $p0)
WITH n
ORDER BY score ASC
RETURN collect([elementId(n), n.id, n.active, n.embedding, n.place, n.`short text`, n.body, n.pages]) AS rows
