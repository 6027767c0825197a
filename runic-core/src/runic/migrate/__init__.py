"""Indexes, constraints and migrations."""
