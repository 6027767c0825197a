CALL text_search.search_all('mine', $__fts_query) YIELD node AS n, score AS __rank
WITH n, __rank / (1.0 + __rank) AS score
WITH n, score
ORDER BY score DESC
RETURN collect([id(n), labels(n), n.id, n.active, n.embedding, n.place, n.`short text`, n.body, n.pages, score]) AS rows
