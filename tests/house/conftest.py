"""What the tests of the house look at: the modules of the package, and every file that is handed on."""

from __future__ import annotations

import ast
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "huaxiang"


@dataclass(frozen=True)
class Module:
    """A source file: its path from the root with forward slashes, its text, its syntax tree."""

    path: str
    text: str
    tree: ast.Module

    @property
    def in_package(self) -> str:
        """Path within the package: `folds/base.py`."""
        return self.path.removeprefix("src/huaxiang/")


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def modules() -> list[Module]:
    """Every module of the package, by path."""
    return [read_module(path) for path in sorted(PACKAGE.rglob("*.py"))]


@pytest.fixture(scope="session")
def scripts() -> list[Module]:
    """Python that stands beside the package: tools and examples."""
    return [read_module(path) for folder in ("tools", "examples") for path in sorted((ROOT / folder).rglob("*.py"))]


@pytest.fixture(scope="session")
def handed_on() -> list[str]:
    """Paths of all files that a clone or an archive of the project has, from the root."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode == 0 and listed.stdout:
        return [name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]
    made = {
        ".venv",
        ".git",
        "build",
        "dist",
        "__pycache__",
        ".mypy_cache",
        ".ruff_cache",
        ".pytest_cache",
        ".hypothesis",
    }
    files = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
    return sorted(path.as_posix() for path in files if not made & set(path.parts))


def read_module(path: Path) -> Module:
    text = path.read_text(encoding="utf-8")
    return Module(path.relative_to(ROOT).as_posix(), text, ast.parse(text))
