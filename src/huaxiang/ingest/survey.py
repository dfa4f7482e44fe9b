"""Whether a CSV file is plain enough for the fast reader: one look at its bytes, a gigabyte in a second or two."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from huaxiang.ingest.cells import MARKS
from huaxiang.ingest.delimited import Layout, read_records
from huaxiang.ingest.headers import is_end_mark, is_total

__all__ = ["Survey", "ends_alike", "survey"]

_CHUNK = 1 << 22
_TAIL = 1 << 14
_APOSTROPHE = re.compile(rb"(?:^|[^\w])'[-+=@0-9]")


@dataclass(frozen=True, slots=True)
class Survey:
    """What the bytes of a CSV file say.

    Attributes:
        is_plain: Every row is one line with even quotes, lines end alike, none is blank, no total line ends it.
        is_marked: Cells may need `cells.clean_cell`.
    """

    is_plain: bool
    is_marked: bool


def survey(file: Path, layout: Layout) -> Survey:
    """A look at all bytes of a UTF-8 file."""
    quote = layout.quote.encode()
    marks = [mark for mark in MARKS if mark not in (b"'", layout.delimiter.encode())]
    is_marked, ends = False, set[bytes]()
    for chunk in _chunks(file):
        if not _is_plain(chunk, quote, ends):
            return Survey(False, True)
        is_marked = is_marked or any(mark in chunk for mark in marks)
        is_marked = is_marked or (layout.delimiter == "\t" and bool(quote) and quote in chunk)
        is_marked = is_marked or (b"'" in chunk and _APOSTROPHE.search(chunk) is not None)
    return Survey(len(ends) < 2 and not _has_total(file, layout), is_marked)


def ends_alike(file: Path) -> bool:
    """Whether all lines of a file end in the same way."""
    ends: set[bytes] = set()
    return all(_add_ends(chunk, ends) for chunk in _chunks(file)) and len(ends) < 2


def _add_ends(chunk: bytes, ends: set[bytes]) -> bool:
    returns = chunk.count(b"\r")
    ends.add(b"\r\n" if returns else b"\n")
    return not returns or (chunk.count(b"\r\n") == returns and chunk.count(b"\n") == returns)


def _chunks(file: Path) -> Iterator[bytes]:
    """Whole lines of a file, some megabytes at a time; blank lines at its very end are left out."""
    rest = b""
    with file.open("rb") as raw:
        while chunk := raw.read(_CHUNK):
            rest += chunk
            cut = len(rest.rstrip(b"\r\n"))
            end = rest.rfind(b"\n", 0, cut) + 1
            if end:
                yield rest[:end]
                rest = rest[end:]
    if rest:
        yield rest.rstrip(b"\r\n") + (b"\r\n" if rest.endswith(b"\r\n") else b"\n")


def _is_plain(chunk: bytes, quote: bytes, ends: set[bytes]) -> bool:
    if not _add_ends(chunk, ends) or chunk[:1] in (b"\n", b"\r"):
        return False
    if any(sign in chunk for sign in (b"\x00", b"\n\n", b"\n\r")):
        return False
    return not quote or quote not in chunk or not any(line.count(quote) & 1 for line in chunk.split(b"\n"))


def _has_total(file: Path, layout: Layout) -> bool:
    size = file.stat().st_size
    with file.open("rb") as raw:
        raw.seek(max(0, size - _TAIL))
        lines = raw.read().decode("utf-8", errors="replace").splitlines(keepends=True)
    ending = lines[1:] if size > _TAIL else lines
    return any(
        is_total(record.cells) or (len(record.cells) < 2 and is_end_mark(record.raw))
        for record in read_records(ending[-20:], layout)
    )
