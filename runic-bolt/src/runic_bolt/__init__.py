"""Neo4j, Memgraph and ArcadeDB for runic, over the Bolt protocol."""
