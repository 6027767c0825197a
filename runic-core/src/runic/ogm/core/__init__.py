"""Models, fields, metadata and converters."""
