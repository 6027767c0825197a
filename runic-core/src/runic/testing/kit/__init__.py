"""The sections of the compliance kit, one module each."""
