from __future__ import annotations

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.docs.reading import DOCS, LANGUAGES, ROOT, Page, all_pages, pages_of

PAGES = sorted(pages_of("zh"))
EVERYWHERE = all_pages()
# What a project folder or the reader's own disk has, not the repository.
OWN_FILES = ("rules/", "ledger/", "exports/", "my-shop/", "demo-shop/", ".huaxiang/")


def navigation() -> list[str]:
    class Loader(yaml.SafeLoader):
        """Reads tags of Python in mkdocs.yml as plain values."""

    Loader.add_multi_constructor("tag:yaml.org,2002:python/", lambda loader, suffix, node: suffix)
    site: dict[str, Any] = yaml.load((ROOT / "mkdocs.yml").read_text("utf-8"), Loader)
    found: list[str] = []
    waiting: list[Any] = [site["nav"]]
    while waiting:
        here = waiting.pop()
        if isinstance(here, str):
            found.append(here)
        else:
            waiting += here.values() if isinstance(here, dict) else here
    return found


def test_both_languages_have_the_same_pages_and_all_of_them_stand_in_the_navigation() -> None:
    assert sorted(pages_of("en")) == PAGES
    assert sorted(navigation()) == PAGES
    assert len(PAGES) > 12


@pytest.mark.parametrize("name", PAGES)
def test_both_languages_of_a_page_have_the_same_headings_and_blocks(name: str) -> None:
    zh, en = pages_of("zh")[name], pages_of("en")[name]
    assert zh.headings[0] == 1
    assert zh.headings == en.headings, "levels of headings differ"
    assert zh.anchors == en.anchors, "anchors differ"
    if name != "mapping-reference.md":
        assert [block.language for block in zh.blocks] == [block.language for block in en.blocks]


def test_both_mapping_pages_explain_the_same_columns_and_settings() -> None:
    texts = [pages_of(language)["mapping-reference.md"].text for language in LANGUAGES]
    cells = [re.findall(r"^\| (?!table|key)(`?[a-z_]+`?) \|", text, re.MULTILINE) for text in texts]
    assert cells[0] == cells[1]
    assert len(cells[0]) > 25


def test_the_two_readmes_have_the_same_headings() -> None:
    english, chinese = EVERYWHERE[-2:]
    assert english.headings == chinese.headings


def test_a_chinese_page_is_chinese_and_an_english_one_is_english() -> None:
    words = {page.path: re.sub(r"`[^`]*`|\s", "", page.prose) for page in EVERYWHERE if "glossary" not in page.path}
    shares = {path: len(re.findall(r"[\u4e00-\u9fff]", text)) / len(text) for path, text in words.items()}
    wrong = [path for path, share in shares.items() if (share > 0.4) != ("zh" in path)]
    assert not wrong, f"in the other language: {', '.join(wrong)}"


@pytest.mark.parametrize("page", EVERYWHERE, ids=lambda page: page.path)
def test_every_link_leads_somewhere(page: Page) -> None:
    lost = []
    for link in page.links:
        if link.startswith(("http://", "https://")):
            lost.append(f"{link}: the pages must be readable without a network")
            continue
        target, _, anchor = link.partition("#")
        path = (ROOT / page.path).parent / target if target else ROOT / page.path
        if not path.exists():
            lost.append(f"{link}: no such file")
        elif anchor and f"{{ #{anchor} }}" not in path.read_text("utf-8"):
            lost.append(f"{link}: no such heading")
    assert not lost, f"{page.path}:\n" + "\n".join(lost)


@pytest.mark.parametrize("page", EVERYWHERE, ids=lambda page: page.path)
def test_every_path_that_a_page_names_exists(page: Page) -> None:
    named = [name for name in re.findall(r"`([\w.-]+/[\w./-]*)`", page.prose) if not name.startswith(OWN_FILES)]
    gone = [name for name in named if not any((base / name).exists() for base in (ROOT, ROOT / "src/huaxiang"))]
    absent = [name for name in gone if not name.startswith("build/site")]
    assert not absent, f"{page.path} names what is not there: {', '.join(absent)}"


def test_pictures_are_small_and_every_one_is_shown() -> None:
    shown = {Path(link).name for page in EVERYWHERE for link in page.links if link.endswith(".png")}
    kept = {path.name: path.stat().st_size for path in (DOCS / "images").glob("*.png")}
    assert set(kept) == shown
    assert {name: size for name, size in kept.items() if size >= 300_000} == {}, "300 kB at most"


@pytest.mark.slow
@pytest.mark.skipif(find_spec("mkdocs") is None, reason="needs the extra docs")
def test_the_site_is_built_without_a_warning_and_asks_nothing_of_other_hosts(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    pages = list(tmp_path.rglob("*.html"))
    assert len(pages) >= 2 * len(PAGES)
    loads = re.compile(r"<(?:script|img|link|iframe)[^>]+(?:src|href)=\"?(?:https?:)?//[^\">]*")
    outside = [found for page in pages for found in loads.findall(page.read_text("utf-8"))]
    assert outside == []
