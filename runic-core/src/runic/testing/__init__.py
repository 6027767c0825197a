"""For tests of programs and of backends: drivers that need no server, drivers that count, and the compliance kit.

`runic.testing.suite` holds the kit as pytest tests; it is imported by itself, since it needs pytest and hypothesis.
"""

from runic.testing.colours import AnyDriver, AnySession, Colour
from runic.testing.counting import AsyncCountingDriver, CountingDriver, Sent
from runic.testing.harness import BackendUnderTest, Harness
from runic.testing.scripted import AsyncScriptedDriver, ScriptedDriver

__all__ = [
    "AnyDriver",
    "AnySession",
    "AsyncCountingDriver",
    "AsyncScriptedDriver",
    "BackendUnderTest",
    "Colour",
    "CountingDriver",
    "Harness",
    "ScriptedDriver",
    "Sent",
]
