"""Models and metadata: no server, no event loop."""
