"""One plan per class: entities to columns, rows to entities, one object for one node."""
