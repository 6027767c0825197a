"""Distributions made up for tests: a module and the metadata that pip would have written, in a directory of their own."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

__all__ = ["SPEC", "plant"]

SPEC = """
from types import SimpleNamespace

from runic.ogm.driver.backend import BackendSpec
from runic.ogm.driver.capability import Capabilities
from runic.ogm.driver.hookspec import hookimpl

def driver(**options):
    return SimpleNamespace(**options)

class Plugin:
    @hookimpl
    def runic_backend(self):
        return BackendSpec(
            name={name!r}, distribution={distribution!r}, interface={interface!r}, capabilities=Capabilities({name!r}, {{}}),
            dialect=lambda: None, driver=driver, {extra}
        )

plugin = Plugin()
"""


def plant(
    root: Path,
    distribution: str,
    name: str,
    *,
    source: str | None = None,
    interface: int = 1,
    described: str | None = None,
    extra: str = "",
) -> str:
    """Write a distribution with one backend under `root`; return the name of its module.

    Args:
        root: directory to put on `sys.path`.
        distribution: its name.
        name: the name of its entry point.
        source: text of its module; by default a backend whose driver has its options as attributes.
        interface: the interface version that it claims.
        described: the name that it gives itself, when it is not `name`.
        extra: further arguments of its description.
    """
    module = distribution.replace("-", "_")
    text = source or SPEC.format(
        name=described or name, distribution=distribution, interface=interface, extra=extra
    )
    (root / f"{module}.py").write_text(dedent(text))
    info = root / f"{module}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[runic.backends]\n{name} = {module}:plugin\n")
    return module
