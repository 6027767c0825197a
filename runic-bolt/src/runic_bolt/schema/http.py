"""SQL for ArcadeDB over HTTP: the one way to make its full-text and vector indexes, which Bolt refuses.

Owns the request, with nothing but the standard library; what is asked is decided by the schema language.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import quote, unquote, urlsplit
from urllib.request import Request, urlopen

from runic.ogm.exceptions import AuthenticationError, ConnectionFailedError, DatabaseError
from runic_bolt.options import Target

__all__ = ["Endpoint", "SqlCommand"]

_TIMEOUT: Final = 600.0


@dataclass(frozen=True, slots=True)
class SqlCommand:
    """A step that is no Cypher: one command in ArcadeDB's SQL."""

    text: str


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where SQL is sent to.

    Args:
        url: of the command endpoint of one database.
        username: who asks.
        password: the secret.
    """

    url: str
    username: str
    password: str = field(repr=False)

    @classmethod
    def of(cls, driver: Any) -> Endpoint | None:
        """Return the endpoint of a driver, or None when it was made without `http_url=`."""
        target: Target = driver._client.target  # pyright: ignore[reportPrivateUsage]
        if target.http_url is None or target.database is None:
            return None
        parts = urlsplit(target.http_url)
        netloc = parts.netloc.rpartition("@")[2]
        url = f"{parts.scheme}://{netloc}{parts.path.rstrip('/')}/api/v1/command/{quote(target.database, safe='')}"
        login = (
            (unquote(parts.username), unquote(parts.password or ""))
            if parts.username
            else _login(target.auth)
        )
        return cls(url, *login)

    def send(self, command: SqlCommand) -> list[dict[str, Any]]:
        """Run a command and return its rows.

        Raises:
            ConnectionFailedError: the server cannot be reached.
            AuthenticationError: it refuses the credentials.
            DatabaseError: it refuses the command, or is no ArcadeDB.
        """
        token = base64.b64encode(f"{self.username}:{self.password}".encode()).decode()
        headers = {"Content-Type": "application/json", "Authorization": f"Basic {token}"}
        body = json.dumps({"language": "sql", "command": command.text}).encode()
        try:
            # the address is the user's own option, http or https
            with urlopen(Request(self.url, body, headers), timeout=_TIMEOUT) as reply:  # noqa: S310
                rows: list[dict[str, Any]] = json.load(reply)["result"]
                return rows
        except HTTPError as error:
            kind = AuthenticationError if error.code in (401, 403) else DatabaseError
            raise kind(f"ArcadeDB refused over HTTP: {_reason(error)}", statement=command.text) from error
        except (URLError, OSError, HTTPException) as error:
            raise ConnectionFailedError(f"ArcadeDB cannot be reached at http_url: {error}") from error
        except (ValueError, LookupError, TypeError) as error:
            raise DatabaseError(
                "what answers at http_url is not ArcadeDB; give the address of its HTTP port, 2480 by default",
                statement=command.text,
            ) from error


def _login(auth: Any) -> tuple[str, str]:
    if isinstance(auth, tuple):
        return str(auth[0]), str(auth[1])
    return str(getattr(auth, "principal", "") or ""), str(getattr(auth, "credentials", "") or "")


def _reason(error: HTTPError) -> str:
    try:
        reply = json.load(error)
    except ValueError:
        return str(error)
    found = reply if isinstance(reply, dict) else {}
    return str(found.get("detail") or found.get("error") or error)
