"""Writes the tables of the documentation that follow from the code, each between two comments of a Markdown page.

    python docs/tables.py                       writes all tables
    python docs/tables.py --check               changes nothing, says which pages are out of date
    python docs/tables.py --report FILE ...     takes over first what the compliance kit proved: `pytest --runic-report FILE`

A table stands between `<!-- table: NAME -->` and `<!-- end of table -->`. Names: `backends`, `capabilities`,
`capabilities BACKEND`, `proof`, `values BACKEND`.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from runic.ogm.driver.capability import Capability
from runic.ogm.driver.codec import KIND_NAMES
from runic.ogm.driver.factory import get_backend

ROOT: Final = Path(__file__).resolve().parents[1]
PROOF: Final = ROOT / "docs" / "backends" / "proof.json"
BACKENDS: Final = {
    "falkordb": "FalkorDB",
    "neo4j": "Neo4j",
    "memgraph": "Memgraph",
    "arcadedb": "ArcadeDB",
    "age": "Apache AGE",
}
ANNOTATIONS: Final = {
    "any": "`Any`",
    "decimal": "`Decimal`",
    "enum": "an `Enum`",
    "point": "`GeoLocation`",
    "uuid": "`UUID`",
    "vector": "`Vector`",
}
_PLACE: Final = re.compile(r"(<!-- table: (?P<name>[\w ]+) -->\n).*?(<!-- end of table -->)", re.DOTALL)


def rows(head: Iterable[str], body: Iterable[Iterable[str]]) -> str:
    """Return a Markdown table."""
    lines = [list(head)]
    lines += [["---"] * len(lines[0]), *map(list, body)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def values(backend: str) -> str:
    """Return what each Python type is stored as on one backend."""
    said = get_backend(backend).dialect().codec.table()
    names = [name for name in KIND_NAMES if name != "any"] + ["any"]
    return rows(
        ("annotation", "stored as"), ((ANNOTATIONS.get(name, f"`{name}`"), said[name]) for name in names)
    )


def capabilities() -> str:
    """Return how far each capability is there on each backend."""
    answers = [get_backend(name).capabilities for name in BACKENDS]
    body = (
        [capability.value, *(each[capability].level.value for each in answers)] for capability in Capability
    )
    return rows(("", *BACKENDS.values()), body)


def capabilities_of(backend: str) -> str:
    """Return the capabilities of one backend, what is to know of each, and how many cases of the kit held it to that."""
    told = get_backend(backend).capabilities
    proven = proof().get(backend, {}).get("capabilities", {})
    body = (
        (
            capability.value,
            support.level.value,
            "; ".join(filter(None, (support.note, support.alternative))),
            str(proven.get(capability.value, "")),
        )
        for capability, support in told.items()
    )
    return rows(("capability", "level", "to know", "cases"), body)


def backends() -> str:
    """Return the backends that runic brings, and what was proven of each."""
    known = proof()
    body = []
    for name, title in BACKENDS.items():
        spec = get_backend(name)
        body.append((title, f'`"{name}"`', f"`{spec.distribution}`", _verdict(name, known)))
    return rows(("database", "`create_driver(…)`", "distribution", "compliance kit"), body)


def proven() -> str:
    """Return what the compliance kit counted, a line for each database, colour by colour."""
    body = [
        (name, colour, *(str(counts.get(verdict, 0)) for verdict in ("passed", "not applicable", "failed")))
        for name, entry in proof().items()
        for colour, counts in entry["totals"].items()
    ]
    return rows(("database", "colour", "passed", "not applicable", "failed"), body)


def _verdict(backend: str, known: Mapping[str, Any]) -> str:
    """Return in words what the kit found on all editions of a backend."""
    totals = [
        counts
        for name, entry in known.items()
        if name.partition("-")[0] == backend
        for counts in entry["totals"].values()
    ]
    if not totals:
        return "no report yet; its statements are held by golden files"
    failed = sum(counts.get("failed", 0) for counts in totals)
    return f"{failed} cases fail" if failed else "passes, sync and async"


TABLES: Final[Mapping[str, Callable[..., str]]] = {
    "backends": backends,
    "capabilities": capabilities,
    "proof": proven,
    "values": values,
}


def table(name: str) -> str:
    """Return a table by its name; raises `KeyError` for one that does not exist."""
    kind, _, backend = name.partition(" ")
    return capabilities_of(backend) if kind == "capabilities" and backend else TABLES[kind](*name.split()[1:])


def written(text: str) -> str:
    """Return a page with its tables as they should be."""
    return _PLACE.sub(lambda place: f"{place[1]}\n{table(place['name'])}\n\n{place[3]}", text)


def pages() -> list[Path]:
    """Return the pages that have such tables."""
    every = [ROOT / "README.md", *sorted((ROOT / "docs").glob("**/*.md"))]
    return [page for page in every if _PLACE.search(page.read_text(encoding="utf-8"))]


# -- what the kit proved -----------------------------------------------------------------------------------------------


@cache
def proof() -> dict[str, Any]:
    """Return what the kit proved, by database, as it was taken over last."""
    found: dict[str, Any] = json.loads(PROOF.read_text(encoding="utf-8")) if PROOF.exists() else {}
    return found


def take_over(reports: Iterable[Path]) -> None:
    """Take the counts from reports of the kit; a database that no report has keeps what it had."""
    known = dict(proof())
    for report in reports:
        document = json.loads(report.read_text(encoding="utf-8"))
        for name in {total["backend"] for total in document["totals"]}:
            known[name] = _summary(name, document)
    ordered = dict(
        sorted(known.items(), key=lambda item: (list(BACKENDS).index(item[0].partition("-")[0]), item[0]))
    )
    PROOF.write_text(json.dumps(ordered, indent=1) + "\n", encoding="utf-8")
    proof.cache_clear()


def _summary(name: str, document: Mapping[str, Any]) -> dict[str, Any]:
    totals = {
        total["colour"]: {verdict: count for verdict, count in total.items() if isinstance(count, int)}
        for total in document["totals"]
        if total["backend"] == name
    }
    counts: Counter[str] = Counter()
    for case in document["cases"]:
        if case["backend"] == name and case["verdict"] == "passed":
            counts.update(case["needs"])
    return {"totals": totals, "capabilities": dict(sorted(counts.items()))}


def main(arguments: list[str]) -> int:
    """Write or check the tables; return the exit code."""
    parser = argparse.ArgumentParser(description="writes the tables of the documentation")
    parser.add_argument(
        "--check", action="store_true", help="change nothing, fail when a page is out of date"
    )
    parser.add_argument("--report", nargs="+", type=Path, default=[], help="reports of the compliance kit")
    options = parser.parse_args(arguments)
    if options.report:
        take_over(options.report)
    stale = [
        page
        for page in pages()
        if written(page.read_text(encoding="utf-8")) != page.read_text(encoding="utf-8")
    ]
    for page in stale:
        print(f"{page.relative_to(ROOT)}: {'out of date' if options.check else 'written'}")
        if not options.check:
            page.write_text(written(page.read_text(encoding="utf-8")), encoding="utf-8")
    return 1 if stale and options.check else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
