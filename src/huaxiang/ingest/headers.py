"""Where a table begins and ends in its file: titles above the header, the header itself, totals below."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Sequence

from huaxiang.ingest.cells import clean_cell

__all__ = ["column_names", "find_header", "has_header", "is_total"]

_TOTAL = re.compile(
    r"[\s#*—-]*(合计|总计|小计|共计|汇总|总和|本页合计|grand total|sub ?total|total|totals|sum)[\s::]*", re.IGNORECASE
)
_COUNTED = re.compile(r"\s*(共|总共|合计|总计)\s*[::]?\s*[\d,]+\s*(条|行|笔|单|件|个|人|rows?)?.*", re.DOTALL)
_RULE = re.compile(r"\s*#|\s*[-=_*]{3,}")
_VALUE = re.compile(
    r"[-+]?[¥￥$€£]?\s*[\d,]*\d(\.\d*)?\s*(元|%)?|"
    r"\d{4}[-/.年]\d{1,2}([-/.月]\d{1,2}日?)?([ T]\d.*)?|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}.*"
)
_NAME = re.compile(r"[^\W\d][\w .()()/\[\]_::%#?-]{0,39}")


def is_total(cells: Sequence[str]) -> bool:
    """Whether the last rows of a file sum up or end it instead of being one more: `合计`, `共 12 条`, `-----`."""
    filled = [cell for cell in cells if cell.strip()]
    if not filled or len(filled) == len(cells) > 2:
        return False
    if len(filled) == 1 and len(cells) > 1 and (_COUNTED.fullmatch(filled[0]) or _RULE.match(filled[0])):
        return True
    return _TOTAL.fullmatch(filled[0]) is not None


def is_end_mark(line: str) -> bool:
    """Whether a line of fewer cells than a row ends the table: `共 12 条`, `#----`, `合计`."""
    return bool(_COUNTED.fullmatch(line) or _RULE.match(line) or _TOTAL.fullmatch(line.strip(",;\t| ")))


def _filled(row: Sequence[str]) -> int:
    return sum(1 for cell in row if cell.strip())


def find_header(rows: Sequence[Sequence[str]], wanted: frozenset[str] = frozenset()) -> int:
    """Index of the row that heads the table: the first that has `wanted`, else the first as full as the others.

    >>> find_header([["订单报表", "", ""], ["订单号", "会员", "金额"], ["1", "2", "3"], ["2", "", "4"]])
    1
    """
    if wanted:
        for index, row in enumerate(rows):
            if wanted <= set(column_names(row)):
                return index
    if not rows:
        return 0
    width = _width(rows)
    body = [row for row in rows if len(row) == width]
    usual = statistics.median(_filled(row) for row in body) if body else 0
    for index, row in enumerate(rows):
        if len(row) + 1 >= width and _filled(row) >= max(1, 0.7 * usual) and (width == 1 or _filled(row) > 1):
            return index
    return 0


def _width(rows: Sequence[Sequence[str]]) -> int:
    """The usual number of cells, empty ones at the end of a row not counted against it."""
    counts = Counter(len(row) for row in rows)
    return max(counts.items(), key=lambda pair: (pair[1], pair[0]))[0]


def has_header(first: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names the columns of the body.

    >>> has_header(["user", "price"], [["1", "2.5"], ["2", "3"]]), has_header(["1", "pv"], [["2", "buy"], ["3", "pv"]])
    (True, False)
    """
    names = [clean_cell(cell.strip()) for cell in first]
    filled = [name for name in names if name]
    if not filled or any(_VALUE.fullmatch(name) for name in filled):
        return False
    if not body:
        return all(_NAME.fullmatch(name) for name in filled)
    score, has_evidence = 0.0, len(names) > 1
    for number, name in enumerate(names):
        column = [row[number].strip() for row in body if number < len(row) and row[number].strip()]
        if not name or not column:
            continue
        if name in column:
            score -= 2
        values = sum(1 for cell in column if _VALUE.fullmatch(clean_cell(cell)))
        if values >= 0.8 * len(column):
            score += 1
            has_evidence = True
        elif len(set(column)) * 2 < len(column) or statistics.median(map(len, column)) > 2 * len(name) + 4:
            score += 0.5
        score += 0.25 if _NAME.fullmatch(name) else -1
    score -= 2 * (len(filled) - len({name.casefold() for name in filled})) / len(filled)
    return score > 0 and has_evidence


def column_names(cells: Sequence[str]) -> list[str]:
    r"""Names of columns as mappings use them: marks and line ends taken off, empty and repeated ones numbered.

    >>> column_names(["订单号\t", "", "Price", "price"])
    ['订单号', 'column2', 'Price', 'price_4']
    """
    unique: list[str] = []
    seen: set[str] = set()
    for number, cell in enumerate(cells, 1):
        plain = " ".join(clean_cell(cell.strip()).replace("\x00", "").split()) or f"column{number}"
        name = plain if plain.casefold() not in seen else f"{plain}_{number}"
        while name.casefold() in seen:
            name += "_"
        seen.add(name.casefold())
        unique.append(name)
    return unique
