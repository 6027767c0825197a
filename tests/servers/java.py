"""Servers that are Java programs: starting one on a port of the loopback, waiting until it answers, ending it.

Their parts are fetched once into the user's cache directory. They are started only where `RUNIC_TEST_BACKENDS` names them
(separated by commas): fetching takes a network, starting takes seconds and half a gigabyte.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import tempfile
import time
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from subprocess import DEVNULL, STDOUT, CalledProcessError, Popen, TimeoutExpired, run

__all__ = ["CannotStart", "JavaServer", "asked_for", "cache", "fetch", "java"]

_PATIENCE = 90.0


class CannotStart(Exception):
    """A server cannot run here; says why."""


def asked_for(backend: str) -> bool:
    """Return whether `RUNIC_TEST_BACKENDS` names a database."""
    return backend in os.environ.get("RUNIC_TEST_BACKENDS", "").replace(" ", "").split(",")


def cache(name: str) -> Path:
    """Return a directory for what was fetched; `RUNIC_TEST_CACHE` moves it."""
    home = os.environ.get("RUNIC_TEST_CACHE") or os.environ.get("XDG_CACHE_HOME")
    place = (Path(home) if home else Path.home() / ".cache") / "runic-tests" / name
    place.mkdir(parents=True, exist_ok=True)
    return place


def fetch(*command: str, cwd: Path) -> None:
    """Run a program that fetches something; raises `CannotStart` when it fails."""
    program = shutil.which(command[0])
    if program is None:
        raise CannotStart(f"the program {command[0]} was not found")
    try:
        run([program, *command[1:]], cwd=cwd, stdout=DEVNULL, stderr=DEVNULL, timeout=900, check=True)
    except (CalledProcessError, TimeoutExpired) as error:
        raise CannotStart(f"{Path(command[0]).name} could not fetch what is needed: {error}") from error


def java(least: int) -> str:
    """Return the Java program of the oldest release that is not older than `least`; raises `CannotStart`.

    Looked at are `JAVA_HOME_<n>` in any spelling that begins so, `JAVA_HOME`, the path, and where Linux keeps its releases.
    """
    found = {version: program for program in reversed(_programs()) if (version := _release(program)) >= least}
    if not found:
        raise CannotStart(
            f"Java {least} or newer was not found; install it and let JAVA_HOME_{least} or JAVA_HOME say where"
        )
    return found[min(found)]


def _programs() -> list[str]:
    """Return all Java programs that can be found, those that the environment names first."""
    named = sorted(name for name in os.environ if re.fullmatch(r"JAVA_HOME_\d+\w*", name))
    homes = [Path(os.environ[name]) for name in (*named, "JAVA_HOME") if os.environ.get(name)]
    on_path = shutil.which("java")
    kept = [home for place in ("/usr/lib/jvm", "/opt/java") for home in sorted(Path(place).glob("*"))]
    programs = [home / "bin" / "java" for home in homes]
    programs += [Path(on_path)] if on_path else []
    programs += [home / "bin" / "java" for home in kept]
    return list(dict.fromkeys(str(program) for program in programs if program.is_file()))


@lru_cache
def _release(program: str) -> int:
    """Return the release of a Java program, 0 when it does not tell."""
    told = run([program, "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(\d+)', told)
    return int(version[1]) if version else 0


class JavaServer:
    """A process that listens on a port, with a home of its own that is removed in the end."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.port = free_port()
        self.home = Path(tempfile.mkdtemp(prefix=f"runic-{name}-"))
        self.process: Popen[bytes] | None = None
        self._started_by = os.getpid()

    def start(self, command: Sequence[str]) -> None:
        """Start the process and wait until it listens; raises `CannotStart`."""
        with (self.home / "output").open("ab") as log:
            self.process = Popen(command, cwd=self.home, stdin=DEVNULL, stdout=log, stderr=STDOUT)
        deadline = time.monotonic() + _PATIENCE
        while not self.listens():
            if self.process.poll() is not None or time.monotonic() > deadline:
                tail = (self.home / "output").read_text(encoding="utf-8", errors="replace")[-1000:]
                self.stop()
                raise CannotStart(f"{self.name} did not start: {tail}")
            time.sleep(0.1)

    def wait_for(self, word: str) -> None:
        """Wait until the output holds a word: a port may answer before everything is there. Raises `CannotStart`."""
        deadline = time.monotonic() + _PATIENCE
        while word not in (self.home / "output").read_text(encoding="utf-8", errors="replace"):
            if time.monotonic() > deadline:
                self.stop()
                raise CannotStart(f"{self.name} did not get ready")
            time.sleep(0.1)

    def listens(self) -> bool:
        """Return whether somebody answers at the port."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1):
                return True
        except OSError:
            return False

    def kill(self) -> None:
        """End the process without a word."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """End the process and remove its home."""
        if os.getpid() != self._started_by:
            return
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except TimeoutExpired:
                self.kill()
        shutil.rmtree(self.home, ignore_errors=True)


def free_port() -> int:
    """Return a port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
