"""Lines of keys in a TOML text: what `tomllib` does not tell and error messages need."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["TomlLines"]

_PART = r"(?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')"
_DOTTED = rf"{_PART}(?:\s*\.\s*{_PART})*"
_HEADER = re.compile(rf"^\s*(\[\[?)\s*({_DOTTED})\s*\]\]?\s*(?:#.*)?$")
_ASSIGNMENT = re.compile(rf"^\s*({_DOTTED})\s*=(.*)$")
_INLINE = re.compile(rf"(?:[{{,]|^)\s*({_DOTTED})\s*=")
_STRINGS = re.compile(r"\"(?:\\.|[^\"\\])*\"|'[^']*'")

Key = tuple[str | int, ...]


def _parts(dotted: str) -> Key:
    return tuple(part.strip("\"'") for part in re.findall(_PART, dotted))


class TomlLines:
    """Where keys stand in a TOML text."""

    def __init__(self, text: str) -> None:
        self._lines: dict[Key, int] = {}
        self._counts: dict[Key, int] = {}
        self._read(text)

    def line(self, path: Sequence[str | int]) -> int | None:
        r"""Line (from 1) of a key path, else of its nearest outer key; list positions are integers.

        >>> lines = TomlLines(chr(10).join(["[a]", "b = { c = 1 }"]))
        >>> lines.line(("a", "b", "c"))
        2
        """
        key = tuple(path)
        while key:
            for candidate in (key, self._without_inline_positions(key)):
                if candidate in self._lines:
                    return self._lines[candidate]
            key = key[:-1]
        return None

    def _without_inline_positions(self, key: Key) -> Key:
        kept: list[str | int] = []
        for part in key:
            if not isinstance(part, int) or (*kept, part) in self._lines:
                kept.append(part)
        return tuple(kept)

    def _note(self, key: Key, line: int) -> None:
        self._lines.setdefault(key, line)

    def _read(self, text: str) -> None:
        table: Key = ()
        open_key: Key | None = None
        depth = 0
        for number, raw in enumerate(text.splitlines(), 1):
            plain = _STRINGS.sub(lambda found: found[0] if "=" not in found[0] and "#" not in found[0] else '""', raw)
            plain = plain.split("#", 1)[0]
            if depth == 0 and (header := _HEADER.match(plain)):
                table = self._header(header[1], _parts(header[2]), number)
                continue
            assignment = _ASSIGNMENT.match(plain) if depth == 0 else None
            if assignment:
                open_key = (*table, *_parts(assignment[1]))
                self._note(open_key, number)
            if open_key is not None:
                self._inline(open_key, assignment[2] if assignment else plain, number)
            bare = _STRINGS.sub('""', plain)
            depth = max(0, depth + sum(bare.count(c) for c in "[{") - sum(bare.count(c) for c in "]}"))

    def _header(self, bracket: str, parts: Key, number: int) -> Key:
        inside = self._resolve(parts[:-1]) + parts[-1:]
        if bracket == "[[":
            position = self._counts.get(inside, 0)
            self._counts[inside] = position + 1
            inside = (*inside, position)
        else:
            inside = self._resolve(parts)
        self._note(inside, number)
        return inside

    def _resolve(self, parts: Key) -> Key:
        """The path with the position of the newest entry put in after each list of tables."""
        found: Key = ()
        for part in parts:
            found = (*found, part)
            if found in self._counts:
                found = (*found, self._counts[found] - 1)
        return found

    def _inline(self, outer: Key, text: str, number: int) -> None:
        for found in _INLINE.finditer(text):
            self._note((*outer, *_parts(found[1])), number)
