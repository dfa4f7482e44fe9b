from __future__ import annotations

from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest

# Folders whose modules are members of one family, and the contract suite that finds and tests each member by itself.
FAMILIES = {
    "channels": "tests/channels/test_contract.py",
    "console/words": "tests/console/words/test_contract.py",
    "engines": "tests/engines/test_contract.py",
    "folds/library": "tests/folds/test_laws.py",
    "ingest/dialects": "tests/ingest/dialects/test_contract.py",
    "ingest/sources": "tests/ingest/sources/test_contract.py",
    "interests/encoders": "tests/interests/encoders/test_contract.py",
    "logs": "tests/logs/test_contract.py",
    "segments/algorithms": "tests/segments/algorithms/test_contract.py",
    "segments/features": "tests/segments/features/test_contract.py",
    "stores": "tests/stores/test_contract.py",
    "tags/rules": "tests/tags/rules/test_contract.py",
}


def twin_of(in_package: str) -> str:
    path = Path(in_package)
    return (Path("tests") / path.parent / f"test_{path.name}").as_posix()


def test_every_module_has_a_test_file_of_its_name_or_a_contract_suite(root: Path, modules: list[Any]) -> None:
    alone = []
    for module in modules:
        folder = Path(module.in_package).parent.as_posix()
        suites = [twin_of(module.in_package), *([FAMILIES[folder]] if folder in FAMILIES else [])]
        if Path(module.path).name != "__init__.py" and not any((root / suite).exists() for suite in suites):
            alone.append(f"{module.path}: no {' or '.join(suites)}")
    assert not alone, "without a test:\n" + "\n".join(alone)


@pytest.mark.parametrize("folder", sorted(FAMILIES))
def test_a_contract_suite_has_members_to_test(folder: str, modules: list[Any]) -> None:
    here = [module for module in modules if Path(module.in_package).parent.as_posix() == folder]
    assert [module.path for module in here if not module.path.endswith(("__init__.py", "base.py"))]


def test_an_init_holds_no_logic(modules: list[Any]) -> None:
    long = [
        f"{module.path}: {module.text.count(chr(10))} lines, limit 40"
        for module in modules
        if module.path.endswith("__init__.py") and module.text.count("\n") > 40
    ]
    assert not long, "\n".join(long)


def test_no_folder_of_tests_is_passed_over(root: Path, pytestconfig: pytest.Config) -> None:
    patterns = pytestconfig.getini("norecursedirs")
    folders = {part for path in root.glob("tests/**/test_*.py") for part in path.relative_to(root).parts[:-1]}
    assert not {name for name in folders if any(fnmatch(name, pattern) for pattern in patterns)}
