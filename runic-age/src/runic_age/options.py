"""What a user may say about where a graph is: keywords and URLs, checked and brought into one form.

Pure: nothing is connected or looked up here, and no client library is imported.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from runic_age.names import DEFAULT_GRAPH, checked_graph

__all__ = ["GRAPH_NAMES", "HANDLES", "SCHEMES", "Target", "checked_version", "read_options", "refuse_unknown"]

SCHEMES: Final = ("age",)
"""The URL schemes that name this backend; `postgresql` and `postgres` are taken by `url=` only."""

GRAPH_NAMES: Final = ("graph", "graph_name")
"""The options that name the graph; they mean the same."""

HANDLES: Final = ("connection", "connection_pool")
"""The options that hand in what is connected already."""

_VERSION: Final = re.compile(r"\d+\.\d+(\.\d+)*\Z", re.ASCII)
_SAME: Final[Mapping[str, str]] = {"database": "dbname", "username": "user"}
_POOL: Final = frozenset({"max_connections", "pool_timeout", "max_idle"})

# keywords of a connection string of PostgreSQL
_LIBPQ: Final = frozenset(
    {
        *(
            "host",
            "hostaddr",
            "port",
            "dbname",
            "user",
            "password",
            "passfile",
            "service",
            "options",
            "application_name",
        ),
        *("connect_timeout", "client_encoding", "keepalives", "keepalives_idle", "keepalives_interval"),
        *(
            "keepalives_count",
            "tcp_user_timeout",
            "sslmode",
            "sslrootcert",
            "sslcert",
            "sslkey",
            "sslpassword",
        ),
        *("sslcrl", "sslnegotiation", "ssl_min_protocol_version", "ssl_max_protocol_version", "sslsni"),
        *(
            "channel_binding",
            "require_auth",
            "gssencmode",
            "krbsrvname",
            "target_session_attrs",
            "load_balance_hosts",
        ),
    }
)
_KNOWN: Final = (
    frozenset({"url", "timeout", "prepare_threshold", "version", *GRAPH_NAMES, *_SAME})
    | _POOL
    | {*HANDLES}
    | _LIBPQ
)
# what a URL may carry behind its `?` besides keywords of a connection string, and how the text is read
_IN_URL: Final[Mapping[str, Any]] = {
    "graph": str,
    "max_connections": int,
    "pool_timeout": float,
    "timeout": int,
    "version": str,
}


@dataclass(frozen=True, slots=True)
class Target:
    """Where a graph is, and how to get there.

    Args:
        graph: its name.
        connection: keywords of a connection of psycopg.
        max_connections: how many connections there are at most.
        pool_timeout: seconds to wait for a free one.
        max_idle: seconds after which an unused one is closed.
        timeout: milliseconds that a statement may take on the server; None leaves it to the server.
        version: the version of AGE, None until a connection tells.
    """

    graph: str = DEFAULT_GRAPH
    connection: Mapping[str, Any] = field(default_factory=dict, repr=False)
    max_connections: int = 50
    pool_timeout: float = 20.0
    max_idle: float = 600.0
    timeout: int | None = None
    version: str | None = None


def read_options(options: Mapping[str, Any]) -> Target:
    """Return where the options point to; localhost:5432, database and user postgres where nothing else is said.

    Raises:
        TypeError: for an option that does not exist, naming close spellings, or two that contradict each other.
        ValueError: for a value that makes no sense.
    """
    refuse_unknown(options)
    given = {name: value for name, value in options.items() if value is not None}
    url = given.pop("url", None)
    if url is not None:
        given = _joined(_from_url(url), _plain(given))
    given = _plain(given)
    graph = _graph_of(given)
    pool = {name: given.pop(name) for name in _POOL if name in given}
    if "max_connections" in pool:
        _positive("max_connections", pool["max_connections"], whole=True)
    for name in ("pool_timeout", "max_idle"):
        if name in pool:
            _positive(name, pool[name])
    timeout = given.pop("timeout", None)
    if timeout is not None:
        _positive("timeout", timeout, whole=True)
        given["options"] = f"{given.get('options', '')} -c statement_timeout={timeout}".strip()
    version = checked_version(given.pop("version", None))
    return Target(graph=graph, connection=_connection(given), timeout=timeout, version=version, **pool)


def checked_version(version: Any) -> str | None:
    """Return the version of AGE that a user names; raises `ValueError` for what is none."""
    if version is not None and (not isinstance(version, str) or _VERSION.match(version) is None):
        raise ValueError(f"version must be one of AGE, such as '1.5' or '1.8.0', got {version!r}")
    return version


def refuse_unknown(options: Mapping[str, Any]) -> None:
    """Raise `TypeError` for the first option that does not exist."""
    for name in options:
        if name not in _KNOWN:
            raise TypeError(f"age has no option {name!r}; {_hint(name, _KNOWN)}")


def _hint(name: str, known: frozenset[str]) -> str:
    close = get_close_matches(name, sorted(known), n=3)
    if close:
        return f"did you mean {' or '.join(map(repr, close))}?"
    return f"there are {', '.join(sorted(known))}"


def _plain(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options under the names of a connection string; raises `TypeError` for one that was given twice."""
    out: dict[str, Any] = {}
    for name, value in given.items():
        plain = _SAME.get(name, name)
        if plain in out and out[plain] != value:
            raise TypeError(f"{name}= and {plain}= contradict each other; give one")
        out[plain] = value
    return out


def _connection(given: dict[str, Any]) -> dict[str, Any]:
    keywords = {"connect_timeout": 10, "application_name": "runic", **given}
    if "service" not in given:
        keywords = {"host": "localhost", "port": 5432, "dbname": "postgres", "user": "postgres", **keywords}
        port = keywords["port"]
        numbers = str(port).split(",")
        if isinstance(port, bool) or not all(p.isdigit() and 0 < int(p) < 65536 for p in numbers):
            raise ValueError(f"port must be a number from 1 to 65535, got {port!r}")
    return keywords


def _positive(name: str, value: Any, *, whole: bool = False) -> None:
    kinds = int if whole else (int, float)
    if not isinstance(value, kinds) or isinstance(value, bool) or value <= 0:
        raise ValueError(f"{name} must be a positive {'int' if whole else 'number'}, got {value!r}")


def _graph_of(given: dict[str, Any]) -> str:
    names = {name: given.pop(name) for name in GRAPH_NAMES if name in given}
    if len(set(names.values())) > 1:
        raise TypeError(
            f"{' and '.join(f'{name}={value!r}' for name, value in names.items())} contradict each other; give one"
        )
    return checked_graph(next(iter(names.values()))) if names else DEFAULT_GRAPH


def _joined(url: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    beside = {"graph" if name in GRAPH_NAMES else name for name in given}
    twice = sorted((set(url) | {"host", "port"}) & beside)
    if twice:
        raise TypeError(f"{', '.join(twice)} cannot stand beside a URL that says so, too; give one")
    return url | given


def _from_url(url: Any) -> dict[str, Any]:
    if not isinstance(url, str):
        raise TypeError(f"url must be text, got {type(url).__name__}")
    parts = urlsplit(url)
    if parts.scheme not in {*SCHEMES, "postgresql", "postgres"}:
        raise ValueError(
            f"age takes no URL with the scheme {parts.scheme!r}; it takes 'age' and 'postgresql'"
        )
    try:
        port = parts.port
    except ValueError:
        raise ValueError("the port in the URL must be a number from 1 to 65535") from None
    found: dict[str, Any] = {"host": parts.hostname or "localhost", "port": port or 5432}
    if parts.username:
        found["user"] = unquote(parts.username)
    if parts.password:
        found["password"] = unquote(parts.password)
    path = [unquote(part) for part in parts.path.split("/") if part]
    if len(path) > 2:
        raise ValueError("the path of the URL is /database or /database/graph")
    found |= dict(zip(("dbname", "graph"), path, strict=False))
    for name, text in parse_qsl(parts.query, keep_blank_values=True):
        if name not in _IN_URL and name not in _LIBPQ:
            raise TypeError(f"an age URL has no option {name!r}; {_hint(name, frozenset(_IN_URL) | _LIBPQ)}")
        if name in found:
            raise ValueError(f"the URL says {name} twice; give one")
        try:
            found[name] = _IN_URL.get(name, str)(text)
        except ValueError:
            raise ValueError(f"the option {name!r} of the URL cannot be {text!r}") from None
    return found
