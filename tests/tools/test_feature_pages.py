from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from huaxiang.segments.declared import declared_features

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def pages():
    spec = importlib.util.spec_from_file_location("feature_pages", ROOT / "tools" / "feature_pages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pages_are_what_the_declarations_say(pages, language: str) -> None:
    kept = (ROOT / "docs" / language / "features.md").read_text(encoding="utf-8")
    assert kept == pages.page(language), "run `python tools/feature_pages.py`"
    assert all(f"`{feature.name}`" in kept for feature in declared_features())
