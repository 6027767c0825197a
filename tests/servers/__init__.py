"""The databases that tests run on: how to start each, and which could not be started and why."""

from tests.servers.catalog import NotRun, ServerHandle, available, require, used

__all__ = ["NotRun", "ServerHandle", "available", "require", "used"]
