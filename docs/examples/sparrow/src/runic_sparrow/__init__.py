"""A backend of a third party: the least that one has to write."""
