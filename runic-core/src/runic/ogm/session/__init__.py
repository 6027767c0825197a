"""Sessions, sync and async, and the documented connection managers."""
