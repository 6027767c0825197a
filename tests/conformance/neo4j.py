"""The kit on this database, over Bolt."""

from tests.conformance.bolt import bolt_under_test as under_test

__all__ = ["under_test"]
