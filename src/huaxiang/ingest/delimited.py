"""Lines of text as records: delimiters, quotes, runs of blanks, fixed columns; a broken line takes no other along."""

from __future__ import annotations

import csv
import itertools
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

__all__ = ["DELIMITERS", "Layout", "Record", "detect_delimiter", "detect_starts", "read_records"]

DELIMITERS = (",", "\t", ";", "|", "\x01")
_UNUSUAL = ("\t", "\x01")
_AHEAD = 1_000
_TRIES = 12
_BROKEN_BYTES = re.compile("[\udc80-\udcff]")
_BLANKS = re.compile(r"[ \t\u3000]+")
_WIDE_BLANKS = re.compile(r"[ \u3000]{2,}|\t+")
_NUMBER = re.compile(r"[-+¥$]?[\d.,:/-]*\d[\d.,:/-]*")
_MOST_STARTS = 200
_LONGEST = 1 << 24
csv.field_size_limit(_LONGEST)


@dataclass(frozen=True, slots=True)
class Layout:
    """How a line is cut into cells.

    Attributes:
        delimiter: One character; one blank for runs of blanks, two for runs of at least two.
        quote: Around cells, empty for none.
        starts: Column (from 0) where each cell starts, for fixed columns; the delimiter then means nothing.
    """

    delimiter: str
    quote: str = '"'
    starts: tuple[int, ...] = ()

    def split(self, text: str) -> list[str]:
        """Cells of a line without quotes."""
        if self.starts:
            ends = (*self.starts[1:], None)
            return [text[start:end].strip(" \u3000") for start, end in zip(self.starts, ends, strict=True)]
        if self.delimiter == " ":
            return _BLANKS.split(text.strip(" \t\u3000"))
        if self.delimiter == "  ":
            return _WIDE_BLANKS.split(text.strip(" \t\u3000"))
        return text.split(self.delimiter)

    @property
    def is_quoted(self) -> bool:
        """Whether quotes mean anything."""
        return bool(self.quote) and not self.starts and self.delimiter not in (" ", "  ")


@dataclass(slots=True)
class Record:
    """A row of a text file: its first line from 1, its cells, the reason when it cannot be read, and its raw text."""

    line: int
    cells: list[str]
    reason: str
    raw: str


class _Open(Exception):
    """A quote is not closed at the end of the text."""


def read_records(lines: Iterable[str], layout: Layout, *, width: int = 0) -> Iterator[Record]:
    """The records of lines with their line ends; blank lines are no records.

    Args:
        lines: Lines as a file opened with `newline=""` gives them; bytes that were no text are lone surrogates.
        layout: How they are cut.
        width: Cells of a record that can be read; 0 to take every number. Empty cells beyond it are dropped.
    """
    source, waiting, number = iter(lines), deque[str](), 0
    while True:
        line = waiting.popleft() if waiting else next(source, None)
        if line is None:
            return
        number += 1
        text = line.rstrip("\r\n")
        if not text.strip() and (layout.delimiter != "\t" or not text):
            continue
        record, more = _record(number, text, waiting, source=source, layout=layout, width=width)
        yield record
        for _ in range(more):
            waiting.popleft()
        number += more


def _record(
    number: int, text: str, waiting: deque[str], *, source: Iterator[str], layout: Layout, width: int
) -> tuple[Record, int]:
    """The record that starts with a line, and how many lines more it takes."""
    if not text.isascii() and _BROKEN_BYTES.search(text):
        return Record(number, [], "broken encoding", text), 0
    if not layout.is_quoted or layout.quote not in text:
        return _checked(Record(number, layout.split(text), "", text), width), 0
    try:
        return _checked(Record(number, _cells(text, layout), "", text), width), 0
    except csv.Error:
        return Record(number, [], "broken quotes", text), 0
    except _Open:
        found = _over_lines(text, waiting, source=source, layout=layout, width=width)
    if found is None:
        return Record(number, [], "broken quotes", text), 0
    cells, raw, more = found
    return Record(number, cells, "", raw), more


def _cells(text: str, layout: Layout) -> list[str]:
    try:
        return next(csv.reader([text], delimiter=layout.delimiter, quotechar=layout.quote, strict=True), [])
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise _Open from error
        raise


def _checked(record: Record, width: int) -> Record:
    while width and len(record.cells) > width and not record.cells[-1].strip():
        record.cells.pop()
    if width and len(record.cells) != width:
        record.reason = "too few columns" if len(record.cells) < width else "too many columns"
    return record


def _over_lines(
    text: str, waiting: deque[str], *, source: Iterator[str], layout: Layout, width: int
) -> tuple[list[str], str, int] | None:
    """(cells, raw text, lines after the first) of a record over several lines; None when its quote never closes."""
    waiting.extend(itertools.islice(source, max(0, _AHEAD - len(waiting))))
    parts, tries = [text], 0
    raw_parts = [text + "\n"]
    for more, line in enumerate(itertools.islice(waiting, _AHEAD), 1):
        parts.append(line.rstrip("\r\n"))
        raw_parts.append(line)
        if layout.quote not in line:
            continue
        tries += 1
        if tries > _TRIES:
            return None
        joined = "\n".join(parts)
        try:
            cells = _cells(joined, layout)
        except csv.Error:
            return None
        except _Open:
            continue
        is_whole = not width or len(cells) == width
        if not is_whole or _swallows(parts, layout, width or len(cells)) or _BROKEN_BYTES.search(joined):
            return None
        return cells, joined, more
    return None


def _swallows(parts: list[str], layout: Layout, width: int) -> bool:
    """Whether the lines inside a quote are rows themselves: then the quote was a stray one."""
    return width > 2 and all(len(layout.split(part)) == width for part in parts)


def detect_delimiter(lines: list[str], quote: str = '"') -> str:
    """The delimiter of lines; blanks when the lines are aligned with them, a tab when they have one column.

    >>> detect_delimiter(["id;name", "1;a,b", "2;c"]), detect_delimiter(["00001 19970101  1   11.77"] * 3)
    (';', ' ')
    """
    texts = [text for line in lines if (text := line.rstrip("\r\n")).strip()]
    best, best_score = "", 0.0
    for delimiter in DELIMITERS:
        records = [r for r in read_records([f"{text}\n" for text in texts], Layout(delimiter, quote)) if not r.reason]
        score = _agreement([len(r.cells) for r in records], len(texts))
        if score > best_score + 1e-9:
            best, best_score = delimiter, score
    if best_score >= 0.6:
        return best
    for blanks in (" ", "  "):
        widths = [len(Layout(blanks).split(text)) for text in texts]
        score = _agreement(widths, len(texts))
        if len(texts) > 1 and ((score >= 0.99 and len(texts) >= 20) or (score >= 0.8 and _has_numbers(texts, blanks))):
            return blanks
    return best if best_score >= 0.3 else next((d for d in _UNUSUAL if not any(d in t for t in texts)), "\x02")


def _agreement(widths: list[int], n_lines: int) -> float:
    """Share of lines with the most frequent width above 1, a little more for more columns."""
    counts = Counter(width for width in widths if width > 1)
    if not counts or not n_lines:
        return 0.0
    width, n = max(counts.items(), key=lambda pair: (pair[1] * (1 - 1 / pair[0]), pair[0]))
    spread = sum(widths)
    return n * width / max(spread, 1) * min(1.0, spread / n_lines) + min(width, 50) / 10_000


def _has_numbers(texts: list[str], blanks: str) -> bool:
    """Whether some column is of numbers: words of sentences are not."""
    rows = [Layout(blanks).split(text) for text in texts[1:] or texts]
    width = Counter(map(len, rows)).most_common(1)[0][0]
    return _some_numbers([row for row in rows if len(row) == width])


def _some_numbers(rows: list[list[str]]) -> bool:
    columns = zip(*rows, strict=True)
    return any(sum(bool(_NUMBER.fullmatch(cell)) for cell in column) > 0.7 * len(rows) for column in columns)


def detect_starts(lines: list[str]) -> tuple[int, ...]:
    """Columns where cells start in lines of fixed columns: after each column that is blank in every line.

    >>> detect_starts(["id  name     price", "1   小 明        5", "22  Anna b    12.5"])
    (0, 4, 13)
    """
    texts = [text for line in lines if (text := line.rstrip("\r\n")).strip()]
    if len(texts) < 2:
        return ()
    width = max(map(len, texts))
    blank = [all(at >= len(text) or text[at] in " \u3000" for text in texts) for at in range(width)]
    for gap in (2, 1):
        starts = [at for at in range(width) if not blank[at] and (at == 0 or (at >= gap and all(blank[at - gap : at])))]
        if 1 < len(starts) <= _MOST_STARTS and sum(len(text) > starts[-1] for text in texts) >= 0.6 * len(texts):
            rows = [Layout("", "", tuple(starts)).split(text) for text in texts]
            if _some_numbers(rows[1:]):
                return tuple(starts)
    return ()
