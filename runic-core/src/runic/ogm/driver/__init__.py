"""Drivers and dialects: the port to a database."""
