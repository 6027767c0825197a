"""A wire between a client and a server that tests can cut, bar and silence, and that counts what hangs on it."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress

__all__ = ["Wire"]


class Wire:
    """Forwards what comes to a port of the loopback to a server, and back.

    Args:
        host, port: where the server listens.

    Attributes:
        port: where the wire listens.
        barred: new connections are hung up on.
        silent: what the server says is swallowed.
    """

    def __init__(self, host: str, port: int) -> None:
        self.server = (host, port)
        self.barred = False
        self.silent = False
        self._lock = threading.Lock()
        self._pairs: set[tuple[socket.socket, socket.socket]] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def live(self) -> int:
        """How many connections hang on the wire."""
        with self._lock:
            return len(self._pairs)

    def cut(self) -> None:
        """End every connection without a word."""
        with self._lock:
            pairs = list(self._pairs)
        for pair in pairs:
            self._end(pair)

    def close(self) -> None:
        """End everything."""
        self._listener.close()
        self.cut()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                if self.barred:
                    near.close()
                    continue
                try:
                    pair = near, socket.create_connection(self.server)
                except OSError:
                    near.close()
                    continue
                with self._lock:
                    self._pairs.add(pair)
                threading.Thread(target=self._carry, args=(pair, False), daemon=True).start()
                threading.Thread(target=self._carry, args=(pair, True), daemon=True).start()

    def _carry(self, pair: tuple[socket.socket, socket.socket], answers: bool) -> None:
        source, target = reversed(pair) if answers else pair
        with suppress(OSError):
            while data := source.recv(65536):
                if not (answers and self.silent):
                    target.sendall(data)
        self._end(pair)

    def _end(self, pair: tuple[socket.socket, socket.socket]) -> None:
        with self._lock:
            self._pairs.discard(pair)
        for end in pair:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
