"""FalkorDB for runic."""
