"""The dialects of the databases that speak Bolt."""
