from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="module")
def contracts(root: Path) -> list[dict[str, Any]]:
    pyproject = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    return pyproject["tool"]["importlinter"]["contracts"]


def rooms_in(layers: list[str]) -> list[str]:
    return [room.strip(" ()") for layer in layers for room in layer.split("|")]


def test_every_path_that_the_architecture_page_names_exists(root: Path) -> None:
    named = re.findall(r"`([^`\n]+)`", (root / "ARCHITECTURE.md").read_text(encoding="utf-8"))
    paths = [name for name in named if "/" in name or re.search(r"\.(py|md|toml|txt|yaml)$", name)]
    missing = [name for name in paths if not (root / name).exists() and not (root / "src/huaxiang" / name).exists()]
    assert len(paths) > 20
    assert not missing, f"ARCHITECTURE.md names what is not there: {', '.join(missing)}"


def test_the_architecture_page_describes_every_room(root: Path, modules: list[Any]) -> None:
    page = (root / "ARCHITECTURE.md").read_text(encoding="utf-8")
    rooms = sorted({module.in_package.split("/")[0] for module in modules if "/" in module.in_package})
    silent = [room for room in rooms if f"`{room}/" not in page]
    assert not silent, f"ARCHITECTURE.md says nothing of: {', '.join(silent)}"


def test_the_import_rule_places_every_room_and_module_once(contracts: list[dict[str, Any]], modules: list[Any]) -> None:
    layers = next(contract for contract in contracts if contract["type"] == "layers")
    rooms = {module.in_package.split("/")[0].removesuffix(".py") for module in modules} - {"__init__", "__main__"}
    placed = rooms_in(layers["layers"])
    assert sorted(rooms - set(placed)) == [], "a room that the layers in pyproject.toml do not place"
    assert len(placed) == len(set(placed))


def test_the_import_rule_has_no_way_around_it(contracts: list[dict[str, Any]]) -> None:
    layers = next(contract for contract in contracts if contract["type"] == "layers")
    assert layers["exhaustive"] is True
    assert [contract["name"] for contract in contracts if "ignore_imports" in contract] == []
    assert "exhaustive_ignores" not in layers


def test_every_decision_gives_context_decision_and_consequences(root: Path) -> None:
    pages = sorted((root / "docs/decisions").glob("[0-9]*.md"))
    wanted = ("## Context", "## Decision", "## Consequences", "Good:", "Bad:", "Neither:")
    short = [f"{page.name}: no {part!r}" for page in pages for part in wanted if part not in page.read_text("utf-8")]
    numbers = [page.name[:4] for page in pages]
    assert short == []
    assert numbers == [f"{number:04d}" for number in range(1, len(pages) + 1)], "numbers have gaps or stand twice"
