"""What models declare about indexes and constraints."""
