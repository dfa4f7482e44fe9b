from __future__ import annotations

import ast
import io
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from tests.docs.reading import Page, pages_of

SERVED = {"client.md"}
"""Pages whose code calls a service: test_shown_client.py runs them against one."""
PAGES = sorted(name for name, page in pages_of("en").items() if any(b.language == "python" for b in page.blocks))


def run(page: Page) -> list[tuple[str, str]]:
    """(printed, said on the page) of each Python block that a block of text follows; the blocks share their names."""
    names: dict[str, object] = {"__name__": "page"}
    told = []
    for block, after in zip(page.blocks, [*page.blocks[1:], None], strict=True):
        if block.language == "python":
            printed = io.StringIO()
            with redirect_stdout(printed):
                exec(compile(block.text, block.place, "exec"), names)
            if after is not None and after.language == "text":
                told.append((printed.getvalue(), after.text))
    return told


def without_texts(page: Page) -> list[str]:
    """The syntax trees of the Python blocks, with the texts that differ between languages made equal."""
    trees = []
    for block in page.blocks:
        if block.language == "python":
            tree = ast.parse(block.text)
            for node in ast.walk(tree):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    node.value = ""
                if isinstance(node, ast.Attribute):
                    node.attr = node.attr.removesuffix("_zh").removesuffix("_en")
            trees.append(ast.dump(tree))
    return trees


@pytest.mark.parametrize("name", sorted(set(PAGES) - SERVED))
def test_the_python_of_a_page_runs_and_prints_what_the_page_says(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for printed, said in run(pages_of("en")[name]):
        assert printed == said


@pytest.mark.parametrize("name", PAGES)
def test_both_languages_show_the_same_python(name: str) -> None:
    assert without_texts(pages_of("zh")[name]) == without_texts(pages_of("en")[name])


def test_python_is_shown_for_every_stage() -> None:
    page = pages_of("en")["python.md"]
    assert PAGES == ["client.md", "languages/rules.md", "python.md", "webhooks.md"]
    for room in ("ingest", "segments", "interests", "journeys", "tags", "folds", "project"):
        assert f"from huaxiang.{room}." in page.text
