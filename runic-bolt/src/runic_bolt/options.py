"""What a user may say about where a database is: keywords and URLs, checked and brought into one form.

Pure: nothing is connected or looked up here, and no client library is imported.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from runic.ogm.exceptions import UnsupportedFeatureError

__all__ = ["DATABASE_NAMES", "Target", "read_options", "refuse_unknown"]

DATABASE_NAMES: Final = ("database", "graph", "graph_name")
"""The options that name the database; they mean the same."""

_USERS: Final[Mapping[str, str]] = {"neo4j": "neo4j", "arcadedb": "root", "memgraph": ""}
_PLACE: Final = frozenset({"host", "port", "uri", "url", "encrypted", "driver"})
_LOGIN: Final = frozenset({"username", "password", "auth"})
_POOL: Final[Mapping[str, str]] = {
    "max_connections": "max_connection_pool_size",
    "pool_timeout": "connection_acquisition_timeout",
}
_CLIENT: Final = frozenset(
    {
        *("connection_acquisition_timeout", "connection_timeout", "connection_write_timeout", "keep_alive"),
        *("liveness_check_timeout", "max_connection_lifetime", "max_connection_pool_size", "resolver"),
        *("trusted_certificates", "client_certificate", "ssl_context", "user_agent", "telemetry_disabled"),
        *(
            "notifications_min_severity",
            "notifications_disabled_classifications",
            "warn_notification_severity",
        ),
    }
)
_SESSION: Final = frozenset({"fetch_size", "bookmarks", "bookmark_manager", "impersonated_user"})
_OWN: Final = frozenset({"timeout", "check_server", "http_url"})
_KNOWN: Final = frozenset({*DATABASE_NAMES, *_PLACE, *_LOGIN, *_POOL, *_CLIENT, *_SESSION, *_OWN})
# what a URL may carry behind its `?`, and how the text is read; anything else on neo4j:// is the routing policy's
_IN_URL: Final[Mapping[str, Any]] = {
    "database": str,
    "max_connections": int,
    "max_connection_pool_size": int,
    "pool_timeout": float,
    "connection_timeout": float,
    "timeout": float,
    "fetch_size": int,
}
_WIRES: Final = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a database is, and how to get there.

    Args:
        backend: the name of the backend.
        uri: address as the client takes it, without user, password and database.
        auth: what the client takes as `auth=`.
        database: its name; None leaves it to the server.
        client: further keywords of the client's driver.
        session: keywords of each of its sessions.
        timeout: seconds that a transaction may take; None leaves it to the server.
        check_server: whether the server is asked what it is before it is used.
        handle: a driver of the client that exists already and stays the caller's.
        http_url: where ArcadeDB answers over HTTP; some of its indexes are made there.
    """

    backend: str
    uri: str = ""
    auth: Any = field(default=None, repr=False)
    database: str | None = None
    client: Mapping[str, Any] = field(default_factory=dict, repr=False)
    session: Mapping[str, Any] = field(default_factory=dict)
    timeout: float | None = None
    check_server: bool = True
    handle: Any = None
    http_url: str | None = field(default=None, repr=False)

    @property
    def routed(self) -> bool:
        """Whether the client looks for the right member of a cluster."""
        return self.uri.startswith("neo4j")


def refuse_unknown(backend: str, options: Mapping[str, Any]) -> None:
    """Raise `TypeError` for an option that does not exist, naming close spellings."""
    for name in options:
        if name not in _KNOWN:
            close = get_close_matches(name, sorted(_KNOWN), n=3)
            hint = f"; did you mean {' or '.join(map(repr, close))}?" if close else ""
            raise TypeError(f"{backend} has no option {name!r}{hint}")


def read_options(backend: str, options: Mapping[str, Any]) -> Target:
    """Return where the options point to; `host` and `port` are localhost:7687 where nothing else is said.

    Raises:
        TypeError: for an option that does not exist, or two that contradict each other.
        ValueError: for a value that makes no sense.
        UnsupportedFeatureError: for an option that the database ignores.
    """
    refuse_unknown(backend, options)
    given = {name: value for name, value in options.items() if value is not None}
    _refuse_ignored(backend, given)
    for short, name in _POOL.items():
        if short in given:
            if name in given:
                raise TypeError(f"{short} and {name} mean the same; give one")
            given[name] = given.pop(short)
    if "url" in given and "uri" in given:
        raise TypeError("the address was given twice, as a URL and as uri=; give one")
    if "driver" in given:
        return _handed_in(backend, given)
    address = given.pop("url", None) or given.pop("uri", None)
    found = _from_host(given) if address is None else _from_url(backend, address, given)
    return _target(backend, found, given)


def _refuse_ignored(backend: str, given: Mapping[str, Any]) -> None:
    if backend == "arcadedb" and "timeout" in given:
        raise UnsupportedFeatureError(backend, "statement timeouts", "the server ignores them")
    if backend != "arcadedb" and "http_url" in given:
        raise TypeError(f"{backend} has no option 'http_url'; it is ArcadeDB's")
    if backend != "neo4j" and "impersonated_user" in given:
        raise UnsupportedFeatureError(backend, "impersonation", "connect as that user")


def _handed_in(backend: str, given: dict[str, Any]) -> Target:
    beside = sorted(set(given) - {*DATABASE_NAMES, *_SESSION, *_OWN, "driver"})
    if beside:
        raise TypeError(f"{', '.join(beside)} cannot stand beside driver=, which is set up already")
    return Target(
        backend,
        database=_database(given),
        session=_session(given),
        timeout=_timeout(given),
        check_server=bool(given.get("check_server", True)),
        handle=given["driver"],
        http_url=_http_url(given),
    )


def _target(backend: str, found: dict[str, Any], given: dict[str, Any]) -> Target:
    uri = found["uri"]
    client = {name: given[name] for name in _CLIENT if name in given}
    if "+" in uri.partition("://")[0]:
        if "encrypted" in given or "trusted_certificates" in given or "ssl_context" in given:
            raise TypeError(
                "the address says by '+s' or '+ssc' how it is encrypted; leave out the TLS options"
            )
    elif given.get("encrypted"):
        client["encrypted"] = True
    return Target(
        backend,
        uri=uri,
        auth=_auth(backend, found, given),
        database=_database(given | {name: found[name] for name in ("database",) if name in found}),
        client=client,
        session=_session(given),
        timeout=_timeout(given),
        check_server=bool(given.get("check_server", True)),
        http_url=_http_url(given),
    )


def _from_host(given: Mapping[str, Any]) -> dict[str, Any]:
    host, port = given.get("host", "localhost"), given.get("port", 7687)
    if not isinstance(host, str) or not host or any(char in host for char in "/@? "):
        raise ValueError(f"host must be a name or an address, got {host!r}; a URL goes to uri=")
    if not isinstance(port, int) or isinstance(port, bool) or not 0 < port < 65536:
        raise ValueError(f"port must be a number from 1 to 65535, got {port!r}")
    return {"uri": f"bolt://{_bracketed(host)}:{port}"}


def _from_url(backend: str, address: Any, given: dict[str, Any]) -> dict[str, Any]:
    """Return the parts of an address; what it says behind the `?` joins the options."""
    if not isinstance(address, str):
        raise TypeError(f"the address must be text, got {type(address).__name__}")
    if twice := sorted({"host", "port"} & set(given)):
        raise TypeError(f"{', '.join(twice)} cannot stand beside an address that says where the server is")
    parts = urlsplit(address)
    name, plus, kind = parts.scheme.partition("+")
    wire = ("bolt" if name == backend != "neo4j" else name) + plus + kind
    if wire not in _WIRES:
        raise ValueError(
            f"{backend} takes no address with the scheme {parts.scheme!r}; it takes {', '.join(map(repr, _WIRES))}"
        )
    try:
        port = parts.port or 7687
    except ValueError:
        raise ValueError("the port in the address must be a number from 1 to 65535") from None
    context = _from_query(wire, parts.query, given)
    found: dict[str, Any] = {"uri": f"{wire}://{_bracketed(parts.hostname or 'localhost')}:{port}{context}"}
    if parts.username:
        found["username"] = unquote(parts.username)
    if parts.password:
        found["password"] = unquote(parts.password)
    if database := unquote(parts.path.removeprefix("/")):
        if any(name in given for name in DATABASE_NAMES):
            raise TypeError("the database was given twice, in the address and as an option; give one")
        found["database"] = database
    return found


def _from_query(wire: str, query: str, given: dict[str, Any]) -> str:
    """Move what is an option to the options and return the rest, which routing understands."""
    rest: list[tuple[str, str]] = []
    for name, text in parse_qsl(query, keep_blank_values=True):
        if name in _IN_URL:
            try:
                given.setdefault(_POOL.get(name, name), _IN_URL[name](text))
            except ValueError:
                raise ValueError(f"the option {name!r} of the address cannot be {text!r}") from None
        elif wire.startswith("neo4j"):
            rest.append((name, text))
        else:
            close = get_close_matches(name, sorted(_IN_URL), n=3)
            hint = f"did you mean {' or '.join(map(repr, close))}?" if close else "pass it as a keyword"
            raise TypeError(f"an address has no option {name!r}; {hint}")
    return f"?{urlencode(rest)}" if rest else ""


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def _auth(backend: str, found: Mapping[str, Any], given: Mapping[str, Any]) -> Any:
    if "auth" in given:
        if twice := sorted({"username", "password"} & {*found, *given}):
            raise TypeError(f"{', '.join(twice)} cannot stand beside auth=, which says who connects")
        return given["auth"]
    if "password" in found and "password" in given:
        raise TypeError("the password was given twice, in the address and as an option; give one")
    user, password = (given.get(name, found.get(name)) for name in ("username", "password"))
    if user is None and password is None:
        return None
    return (_USERS.get(backend, "") if user is None else user, "" if password is None else password)


def _database(given: Mapping[str, Any]) -> str | None:
    names = {name: given[name] for name in DATABASE_NAMES if name in given}
    if len(set(names.values())) > 1:
        told = " and ".join(f"{name}={value!r}" for name, value in names.items())
        raise TypeError(f"{told} contradict each other; give one")
    if not names:
        return None
    name = next(iter(names.values()))
    if not isinstance(name, str) or not name or not name.isprintable():
        raise ValueError(f"database must be a name, got {name!r}")
    return name


def _session(given: Mapping[str, Any]) -> dict[str, Any]:
    session = {name: given[name] for name in _SESSION if name in given}
    size = session.setdefault("fetch_size", -1)
    if not isinstance(size, int) or isinstance(size, bool) or size == 0 or size < -1:
        raise ValueError(f"fetch_size must be a positive int, or -1 for all rows at once, got {size!r}")
    return session


def _http_url(given: Mapping[str, Any]) -> str | None:
    url = given.get("http_url")
    if url is None:
        return None
    if (
        not isinstance(url, str)
        or urlsplit(url).scheme not in ("http", "https")
        or not urlsplit(url).hostname
    ):
        raise ValueError("http_url must be an address like 'http://localhost:2480'")
    return url


def _timeout(given: Mapping[str, Any]) -> float | None:
    timeout = given.get("timeout")
    if timeout is None:
        return None
    if isinstance(timeout, bool) or not isinstance(timeout, (int, float)) or not timeout > 0:
        raise ValueError(f"timeout must be a positive number of seconds, got {timeout!r}")
    return float(timeout)
