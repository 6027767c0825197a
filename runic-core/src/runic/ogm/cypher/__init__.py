"""Statements as data, and their text: what a query is before any database hears of it."""
