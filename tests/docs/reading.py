"""The pages of docs/ as the tests read them: headings, links, code blocks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
LANGUAGES = ("zh", "en")
READMES = ("README.md", "README.zh.md")

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_INCLUDED = re.compile(r'^--8<-- "([^"]+)"$', re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text, and the page and line where it begins."""

    language: str
    text: str
    place: str


@dataclass(frozen=True)
class Page:
    """A page with what it includes already in place; `path` from the root of the project."""

    path: str
    text: str

    @property
    def prose(self) -> str:
        """The page without its fenced blocks."""
        return _FENCE.sub("", self.text)

    @property
    def headings(self) -> list[int]:
        """Levels of the headings, in order."""
        return [len(found) for found in re.findall(r"^(#{1,6}) ", self.prose, re.MULTILINE)]

    @property
    def anchors(self) -> list[str]:
        """Anchors that are written at headings, in order."""
        return re.findall(r"^#{1,6} .*\{ #([\w-]+) \}$", self.prose, re.MULTILINE)

    @property
    def links(self) -> list[str]:
        """Targets of links and pictures."""
        return re.findall(r"\]\(([^)\s]+)\)", self.prose)

    @property
    def blocks(self) -> list[Block]:
        """All fenced blocks, in order."""
        return [
            Block(found[1], found[2], f"{self.path}:{self.text.count(chr(10), 0, found.start()) + 1}")
            for found in _FENCE.finditer(self.text)
        ]

    @property
    def commands(self) -> list[tuple[str, str]]:
        """(command line, place) of every line of a shell block, without its comment."""
        return [
            (line.partition("  #")[0].strip(), block.place)
            for block in self.blocks
            if block.language == "sh"
            for line in block.text.splitlines()
            if line.strip()
        ]


def read_page(path: Path) -> Page:
    """The page of a file."""
    text = _INCLUDED.sub(lambda found: (DOCS / found[1]).read_text("utf-8"), path.read_text("utf-8"))
    return Page(path.relative_to(ROOT).as_posix(), text)


def pages_of(language: str) -> dict[str, Page]:
    """Pages of a language by their path within it."""
    folder = DOCS / language
    return {path.relative_to(folder).as_posix(): read_page(path) for path in sorted(folder.rglob("*.md"))}


def all_pages() -> list[Page]:
    """Every page of the site in both languages, and the READMEs."""
    pages = [page for language in LANGUAGES for page in pages_of(language).values()]
    return [*pages, *(read_page(ROOT / name) for name in READMES)]
