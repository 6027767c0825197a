"""What runic costs beside code written by hand: `python -m tests.bench [BACKEND …]`."""
