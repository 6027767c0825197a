"""Every documented import path leads to its object, and to the same object everywhere."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys

import pytest

import runic.ogm
from runic.ogm.exceptions import MissingBackendError, MissingClientError, OrmError, UnknownBackendError

DOCUMENTED = {
    "runic.ogm.core.descriptors": ("Field", "FieldDescriptor", "FieldInfo", "Relation"),
    "runic.ogm.core.metadata": ("EdgeMeta", "MetaData", "NodeMeta", "get_metadata"),
    "runic.ogm.core.models": ("Edge", "Node"),
    "runic.ogm.core.types": (
        "DatetimeConverter",
        "EnumConverter",
        "GeoLocation",
        "GeoLocationConverter",
        "TypeConverter",
        "Vector",
        "VectorConverter",
    ),
    "runic.ogm.driver.age": ("AGEDialect", "AGEDriver", "create_age_driver"),
    "runic.ogm.driver.arcadedb": ("ArcadeDBDialect", "create_arcadedb_driver"),
    "runic.ogm.driver.bolt": ("BoltDriver",),
    "runic.ogm.driver.factory": ("create_async_driver", "create_driver"),
    "runic.ogm.driver.falkordb": (
        "AsyncFalkorDBDriver",
        "FalkorDBDialect",
        "FalkorDBDriver",
        "create_falkordb_driver",
    ),
    "runic.ogm.exceptions": (
        "DetachedEntityError",
        "EntityNotFoundError",
        "FieldValidationError",
        "LazyLoadError",
        "MetadataError",
        "OrmError",
    ),
    "runic.ogm.query": ("avg", "count", "select"),
    "runic.ogm.query.builder": ("QueryBuilder",),
    "runic.ogm.query.expressions": (
        "AggExpr",
        "CompoundExpr",
        "Expr",
        "FilterExpr",
        "NegatedExpr",
        "OrderExpr",
        "avg",
        "collect",
        "count",
        "max_",
        "min_",
        "sum_",
    ),
    "runic.migrate": ("IndexManager", "SchemaManager", "create_adapter"),
    "runic.migrate.schema": ("IndexManager", "SchemaManager", "ValidationResult"),
    "runic.ogm.schema.index_manager": ("IndexSpec", "extract_declared_specs"),
    "runic.ogm.session.async_session": ("AsyncSession",),
    "runic.ogm.session.connection_pool": ("AsyncConnectionManager", "ConnectionManager"),
    "runic.ogm.session.session": ("Session",),
}

FLAT = (
    "AsyncConnectionManager",
    "AsyncSession",
    "ConnectionManager",
    "Edge",
    "Field",
    "Node",
    "Relation",
    "Session",
    "create_driver",
    "select",
)


WITHOUT = """
import sys
class without:
    def __init__(self, package):
        self.package = package
        sys.meta_path.insert(0, self)
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == self.package:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
"""


@pytest.mark.parametrize(
    ("module", "name"), [(module, name) for module, names in DOCUMENTED.items() for name in names]
)
def test_a_documented_path_resolves(module: str, name: str) -> None:
    assert getattr(importlib.import_module(module), name)


@pytest.mark.parametrize("name", FLAT)
def test_a_flat_name_is_the_object_of_its_module(name: str) -> None:
    documented = [module for module, names in DOCUMENTED.items() if name in names]
    thing = getattr(runic.ogm, name)
    for module in documented:
        assert getattr(importlib.import_module(module), name) is thing


def test_all_lists_what_is_there() -> None:
    listed: list[str] = vars(runic.ogm)["__all__"]
    for name in listed:
        assert hasattr(runic.ogm, name)
    assert set(FLAT) <= set(listed)


@pytest.mark.parametrize(
    ("module", "package", "distribution"),
    [
        ("falkordb", "runic_falkordb", "runic-falkordb"),
        ("bolt", "runic_bolt", "runic-bolt"),
        ("arcadedb", "runic_bolt", "runic-bolt"),
        ("age", "runic_age", "runic-age"),
    ],
)
def test_the_path_of_an_absent_backend_says_what_to_install(
    module: str, package: str, distribution: str
) -> None:
    code = (
        f"{WITHOUT}without({package!r})\n"
        "from runic.ogm.exceptions import MissingBackendError\n"
        "try:\n"
        f"    import runic.ogm.driver.{module}\n"
        "except MissingBackendError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == (
        f"runic.ogm.driver.{module} needs a backend that is not installed; pip install {distribution}"
    ), done.stderr


def test_the_path_of_a_backend_without_its_client_says_so() -> None:
    code = (
        f"{WITHOUT}without('falkordb')\n"
        "from runic.ogm.exceptions import MissingClientError\n"
        "try:\n"
        "    from runic.ogm.driver.falkordb import FalkorDBDriver\n"
        "    FalkorDBDriver\n"
        "except MissingClientError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "pip install runic-falkordb" in done.stdout or not done.stdout


def test_what_is_absent_is_also_an_import_error() -> None:
    for kind in (MissingBackendError, MissingClientError):
        error = kind("no such thing")
        assert isinstance(error, ImportError)
        assert isinstance(error, OrmError)
        assert str(error) == "no such thing"
    assert issubclass(MissingBackendError, UnknownBackendError)


def test_every_module_imports() -> None:
    for module in pkgutil.walk_packages(runic.ogm.__path__, "runic.ogm."):
        importlib.import_module(module.name)
