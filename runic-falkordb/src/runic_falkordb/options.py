"""What a user may say about where a graph is: keywords and URLs, checked and brought into one form.

Pure: nothing is connected, looked up or started here, and no client library is imported.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from os import PathLike, fspath
from typing import Any, Final
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

__all__ = [
    "DEFAULT_GRAPH",
    "GRAPH_NAMES",
    "SCHEMES",
    "Target",
    "checked_graph",
    "checked_timeout",
    "read_options",
    "refuse_unknown",
]

DEFAULT_GRAPH: Final = "runic"
"""The graph that is used where none is named."""

# scheme -> (TLS, unix socket)
_SCHEMES: Final[Mapping[str, tuple[bool, bool]]] = {
    "falkordb": (False, False),
    "falkordbs": (True, False),
    "falkordb+s": (True, False),
    "falkordb+unix": (False, True),
    "falkor": (False, False),
    "falkors": (True, False),
    "redis": (False, False),
    "rediss": (True, False),
    "unix": (False, True),
}
SCHEMES: Final = ("falkordb", "falkordb+s", "falkordb+unix", "falkordbs", "falkor", "falkors")
"""The URL schemes that name this backend; `redis`, `rediss` and `unix` are taken by `url=` only."""

_PLACE: Final = frozenset({"host", "port", "unix_socket_path", "url", "path", "embedded", "ssl"})
GRAPH_NAMES: Final = ("graph", "graph_name", "database")
"""The options that name the graph; they mean the same."""
_POOL: Final = frozenset({"max_connections", "pool_timeout", "timeout"})
_HANDLES: Final = frozenset({"client", "connection_pool"})
_LOGIN: Final = frozenset({"username", "password", "credential_provider"})
_TLS: Final = frozenset(
    {
        *("ssl_keyfile", "ssl_certfile", "ssl_cert_reqs", "ssl_ca_certs", "ssl_ca_path", "ssl_ca_data"),
        *("ssl_check_hostname", "ssl_password", "ssl_validate_ocsp", "ssl_validate_ocsp_stapled"),
        *("ssl_ocsp_context", "ssl_ocsp_expected_cert", "ssl_min_version", "ssl_ciphers"),
    }
)
_SOCKET: Final = frozenset(
    {
        *("socket_timeout", "socket_connect_timeout", "socket_keepalive", "socket_keepalive_options"),
        *("health_check_interval", "client_name"),
    }
)
_CLUSTER: Final = frozenset(
    {
        *("retry_writes", "cluster_error_retry_attempts", "startup_nodes", "require_full_coverage"),
        *("reinitialize_steps", "read_from_replicas", "dynamic_startup_nodes", "address_remap"),
    }
)
_KNOWN: Final = frozenset(GRAPH_NAMES) | _PLACE | _POOL | _HANDLES | _LOGIN | _TLS | _SOCKET | _CLUSTER
# what a URL may carry behind its `?`, and how the text is read
_IN_URL: Final[Mapping[str, Any]] = {
    "graph": str,
    "max_connections": int,
    "pool_timeout": float,
    "timeout": int,
    "socket_timeout": float,
    "socket_connect_timeout": float,
    "health_check_interval": int,
    "client_name": str,
    "ssl_ca_certs": str,
    "ssl_certfile": str,
    "ssl_keyfile": str,
    "ssl_cert_reqs": str,
    "ssl_check_hostname": lambda text: {"true": True, "1": True, "false": False, "0": False}[text.lower()],
}


@dataclass(frozen=True, slots=True)
class Target:
    """Where a graph is, and how to get there.

    Args:
        graph: its name.
        connection: keywords of a connection of the redis client, without host and socket for an embedded server.
        tls: whether the connection is encrypted.
        embedded: whether a server of our own is started.
        path: file in which an embedded server keeps its data; None keeps nothing.
        max_connections: how many connections there are at most.
        pool_timeout: seconds to wait for a free one; None waits forever.
        timeout: milliseconds that a reading statement may take on the server; None leaves it to the server.
        client: keywords for Sentinel and Cluster, for the FalkorDB client.
        pool: a pool of the redis client that exists already and stays the caller's; then nothing else says where to connect.
    """

    graph: str = DEFAULT_GRAPH
    connection: Mapping[str, Any] = field(default_factory=dict, repr=False)
    tls: bool = False
    embedded: bool = False
    path: str | None = None
    max_connections: int = 50
    pool_timeout: float | None = 20.0
    timeout: int | None = None
    client: Mapping[str, Any] = field(default_factory=dict)
    pool: Any = None

    @property
    def unix(self) -> bool:
        """Whether the server listens on a socket of the file system."""
        return "path" in self.connection


def read_options(options: Mapping[str, Any]) -> Target:
    """Return where the options point to; `host` and `port` are localhost:6379 where nothing else is said.

    Raises:
        TypeError: for an option that does not exist, naming close spellings, or two that contradict each other.
        ValueError: for a value that makes no sense.
    """
    refuse_unknown(options)
    given = {name: value for name, value in options.items() if value is not None}
    url = given.pop("url", None)
    if url is not None:
        given = _joined(_from_url(url), given)
    graph = _graph_of(given)
    embedded = bool(given.pop("embedded", False))
    path = given.pop("path", None)
    if embedded or path is not None:
        return _embedded(graph, path, given)
    return Target(
        graph=graph,
        connection=_connection(given),
        tls=bool(given.get("ssl", False)),
        client={name: given[name] for name in _CLUSTER if name in given},
        **_pool(given),
    )


def refuse_unknown(options: Mapping[str, Any]) -> None:
    """Raise `TypeError` for the first option that does not exist."""
    for name in options:
        if name not in _KNOWN:
            close = get_close_matches(name, sorted(_KNOWN), n=3)
            hint = (
                f"did you mean {' or '.join(map(repr, close))}?"
                if close
                else f"there are {', '.join(sorted(_KNOWN))}"
            )
            raise TypeError(f"falkordb has no option {name!r}; {hint}")


def checked_graph(name: Any) -> str:
    """Return the name of a graph; raises `ValueError` for one that no key of the database can have."""
    if not isinstance(name, str) or not name or "\0" in name or not name.isprintable():
        raise ValueError(f"the name of a graph must be non-empty printable text, got {name!r}")
    return str.__str__(name)


def checked_timeout(milliseconds: Any) -> int | None:
    """Return a limit in milliseconds; raises `ValueError` for anything but a positive int or None."""
    if milliseconds is None:
        return None
    if not isinstance(milliseconds, int) or isinstance(milliseconds, bool) or milliseconds <= 0:
        raise ValueError(f"timeout must be a positive number of milliseconds, got {milliseconds!r}")
    return milliseconds


def _embedded(graph: str, path: Any, given: Mapping[str, Any]) -> Target:
    wrong = sorted((_PLACE | _LOGIN | _TLS | _CLUSTER) & set(given))
    if wrong:
        raise TypeError(
            f"the embedded database takes no {', '.join(wrong)}; leave out path= and embedded= to connect to a server"
        )
    if path is not None and not isinstance(path, (str, PathLike)):
        raise TypeError(f"path must be the name of a file, got {path!r}")
    connection = {name: given[name] for name in _SOCKET if name in given}
    return Target(
        graph=graph,
        connection={"socket_timeout": None, **connection},
        embedded=True,
        path=None if path is None else fspath(path),
        **_pool(given),
    )


def _connection(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the keywords of a connection. Timeouts are explicit: the client gives up on a long write after 5 seconds."""
    keywords: dict[str, Any] = {"socket_timeout": None, "socket_connect_timeout": 10.0}
    keywords |= {name: given[name] for name in _SOCKET if name in given}
    if "credential_provider" in given:
        keywords["credential_provider"] = given["credential_provider"]
    # the client's way to a cluster needs both keys, even where they say nothing
    keywords |= {"username": given.get("username"), "password": given.get("password")}
    if "unix_socket_path" in given:
        if {"host", "port", "ssl"} & set(given):
            raise TypeError("unix_socket_path= goes without host=, port= and ssl=")
        return keywords | {"path": given["unix_socket_path"]}
    port = given.get("port", 6379)
    if not isinstance(port, int) or isinstance(port, bool) or not 0 < port < 65536:
        raise ValueError(f"port must be a number from 1 to 65535, got {port!r}")
    tls = {name: given[name] for name in _TLS if name in given}
    if tls and not given.get("ssl"):
        raise TypeError(f"{', '.join(sorted(tls))} need ssl=True")
    return keywords | {"host": given.get("host", "localhost"), "port": port} | tls


def _pool(given: Mapping[str, Any]) -> dict[str, Any]:
    settings: dict[str, Any] = {name: given[name] for name in _POOL if name in given}
    size = settings.get("max_connections", 1)
    if not isinstance(size, int) or isinstance(size, bool) or size < 1:
        raise ValueError(f"max_connections must be a positive int, got {size!r}")
    checked_timeout(settings.get("timeout"))
    return settings


def _graph_of(given: dict[str, Any]) -> str:
    names = {name: given.pop(name) for name in GRAPH_NAMES if name in given}
    if len(set(names.values())) > 1:
        raise TypeError(
            f"{' and '.join(f'{name}={value!r}' for name, value in names.items())} contradict each other; give one"
        )
    return checked_graph(next(iter(names.values()))) if names else DEFAULT_GRAPH


def _joined(url: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    if "graph" in url and (other := next((name for name in GRAPH_NAMES if name in given), None)):
        raise TypeError(f"the graph was given twice, in the URL and as {other}=; give one")
    twice = sorted((set(url) | {"host", "port", "path", "embedded", "unix_socket_path"}) & set(given))
    if twice:
        raise TypeError(
            f"{', '.join(twice)} cannot stand beside a URL that says where the server is; give one"
        )
    return url | given


def _from_url(url: Any) -> dict[str, Any]:
    if not isinstance(url, str):
        raise TypeError(f"url must be text, got {type(url).__name__}")
    parts = urlsplit(url)
    if parts.scheme not in _SCHEMES:
        raise ValueError(
            f"falkordb takes no URL with the scheme {parts.scheme!r}; it takes {', '.join(map(repr, _SCHEMES))}"
        )
    tls, unix = _SCHEMES[parts.scheme]
    found = _from_query(parts)
    if parts.username:
        found["username"] = unquote(parts.username)
    if parts.password:
        found["password"] = unquote(parts.password)
    if tls:
        found["ssl"] = True
    if unix:
        return found | {"unix_socket_path": unquote(parts.path)}
    graph = unquote(parts.path.removeprefix("/"))
    if graph and not (parts.scheme.startswith("redis") and graph == "0"):
        if "graph" in found:
            raise ValueError("the URL names the graph twice, as its path and behind the '?'; give one")
        found["graph"] = graph
    try:
        port = parts.port
    except ValueError:
        raise ValueError("the port in the URL must be a number from 1 to 65535") from None
    return found | {"host": parts.hostname or "localhost", "port": port or 6379}


def _from_query(parts: SplitResult) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, text in parse_qsl(parts.query, keep_blank_values=True):
        if name not in _IN_URL:
            close = get_close_matches(name, sorted(_IN_URL), n=3)
            hint = f"did you mean {' or '.join(map(repr, close))}?" if close else "pass it as a keyword"
            raise TypeError(f"a falkordb URL has no option {name!r}; {hint}")
        try:
            found[name] = _IN_URL[name](text)
        except (KeyError, ValueError):
            raise ValueError(f"the option {name!r} of the URL cannot be {text!r}") from None
    return found
