"""Files of one folder that are parts of one table: the same columns, names that differ by a number or a part's name."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import pyarrow as pa

from huaxiang.ingest.propose.behaviours import meaning_of_word
from huaxiang.ingest.sniffing import SniffedTable

__all__ = ["together"]

_PART = re.compile(
    r"[\W_\d]*((part|train|test|prior|valid|validation|eval|dev|week|month|day|q|h|y|m|d|w|no|sheet|batch|chunk|split"
    r"|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}[\W_\d]*|[年月日周季份第]+[\W_\d]*)*",
    re.IGNORECASE,
)
_WILD = "*?["


def together(tables: Sequence[SniffedTable]) -> list[SniffedTable]:
    """The tables, those that are parts of one taken as one whose path is a glob of exactly their files.

    Files named for different behaviours (views, carts, purchases) are never parts of one table.
    """
    groups: dict[tuple[object, ...], list[SniffedTable]] = {}
    for table in tables:
        key = (table.path.parent, table.path.suffix, table.kind, table.columns, repr(sorted(table.format.items())))
        groups.setdefault(key, []).append(table)
    found = []
    for (folder, suffix, *_), group in groups.items():
        pattern = _pattern(Path(str(folder)), str(suffix), [table.path for table in group])
        if len(group) < 2 or pattern is None or not group[0].has_header:
            found += group
            continue
        name = Path(str(folder)).name if pattern.startswith("*") else pattern.partition("*")[0].strip(" _-.")
        whole = sum(table.n_rows for table in group)
        path = Path(str(folder)) / pattern
        found.append(
            dataclasses.replace(group[0], name=name or group[0].name, path=path, n_rows=whole, sample=_sample(group))
        )
    return found


def _pattern(folder: Path, suffix: str, paths: Iterable[Path]) -> str | None:
    """A glob for exactly these files of a folder; None without one, and where their names say different things."""
    names = sorted({path.name for path in paths})
    stems = [name.removesuffix(suffix) for name in names]
    start = _shared_start(stems)
    end = _shared_start([stem[len(start) :][::-1] for stem in stems])[::-1]
    middles = [stem[len(start) : len(stem) - len(end)] for stem in stems]
    if any(sign in start + end for sign in _WILD) or len({meaning_of_word(stem) for stem in stems}) > 1:
        return None
    there = {path.name for path in folder.glob(f"*{suffix}") if path.is_file() and not path.name.startswith(".")}
    if there == set(names):
        return f"*{suffix}"
    pattern = f"{start}*{end}{suffix}"
    matched = {path.name for path in folder.glob(pattern) if path.is_file()}
    return pattern if matched == set(names) and all(_PART.fullmatch(middle) for middle in middles) else None


def _shared_start(texts: Sequence[str]) -> str:
    alike = itertools.takewhile(lambda signs: len(set(signs)) == 1, zip(*texts, strict=False))
    return "".join(signs[0] for signs in alike)


def _sample(group: Sequence[SniffedTable]) -> pa.Table:
    """Rows of all parts in their order, no more than the largest part's sample has."""
    whole = pa.concat_tables([table.sample for table in group])
    step = -(-whole.num_rows // max(1, *(table.sample.num_rows for table in group)))
    return whole.take(pa.array(range(0, whole.num_rows, step), pa.int64())) if step > 1 else whole
