"""Examples as modules, read from their files."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="session")
def example() -> Callable[[str], ModuleType]:
    """The module `examples/<name>/run.py`."""

    def load(name: str) -> ModuleType:
        known = f"examples_{name}_run"
        if known not in sys.modules:
            spec = importlib.util.spec_from_file_location(known, EXAMPLES / name / "run.py")
            assert spec is not None
            assert spec.loader is not None
            sys.modules[known] = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(sys.modules[known])
        return sys.modules[known]

    return load
