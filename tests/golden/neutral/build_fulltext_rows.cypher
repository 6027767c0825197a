CALL db.idx.fulltext.queryNodes('Document', $__fts_query) YIELD node AS n
RETURN n
