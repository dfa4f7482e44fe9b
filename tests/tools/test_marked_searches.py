"""Marked searches: the text without marks, a label for each character."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def marked() -> ModuleType:
    spec = importlib.util.spec_from_file_location("marked_searches", ROOT / "tools/marked_searches.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("line", "text", "labels"),
    [
        ("[b得力][e<笔>]黑", "得力笔黑", "B-brand I-brand B-head O"),
        ("[f佳能][e黑<墨盒>]", "佳能黑墨盒", "B-fits I-fits B-modifier B-head I-head"),
        ("老店", "老店", "O O"),
    ],
)
def test_marks_become_labels(marked: ModuleType, line: str, text: str, labels: str) -> None:
    found = marked.read_marked(line)
    assert (found.text, " ".join(found.labels)) == (text, labels)


@pytest.mark.parametrize("line", ["[b得力", "[e笔]", "得力>"])
def test_a_broken_mark_is_an_error(marked: ModuleType, line: str) -> None:
    with pytest.raises(ValueError, match=r"mark|head"):
        marked.read_marked(line)


def test_every_training_search_can_be_read(marked: ModuleType) -> None:
    lines = (ROOT / "tools/training/searches.txt").read_text(encoding="utf-8").splitlines()
    assert len(lines) > 9_000
    for line in lines:
        found = marked.read_marked(line)
        assert len(found.text) == len(found.labels)
