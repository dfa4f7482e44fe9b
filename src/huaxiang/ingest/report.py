"""What an ingest did: per source its rows in, used and rejected, so that nothing vanishes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

__all__ = ["FileReport", "IngestReport", "SourceReport"]

_WIDTHS = (28, 12, 12, 12, 10, 12)
_HEADS = (
    ("来源", "表", "读到的行", "采用", "异常", "没有身份"),
    ("source", "table", "rows in", "used", "rejected", "no identity"),
)
_TABLES = {
    "events": "事件",
    "orders": "订单",
    "order_lines": "订单明细",
    "people": "会员",
    "items": "商品",
    "item_states": "商品价格库存",
    "texts": "文本",
    "facts": "外部事实",
    "campaigns": "活动",
    "coupons": "优惠券",
    "consents": "同意",
    "messages": "触达",
    "identities_seen": "身份",
    "links": "身份关联",
    "rejects": "异常",
}
_REASONS = {
    "duplicate": "重复的行",
    "erased": "已删除的人",
    "no_identity": "没有身份",
    "broken encoding": "编码损坏",
    "total line": "合计行",
    "too many columns": "列数过多",
    "not a JSON object": "不是 JSON 对象",
}
_SHAPES = (
    (re.compile(r"bad (\w+)"), "{0} 读不出"),
    (re.compile(r"missing (\w+)"), "缺 {0}"),
    (re.compile(r"(\w+) out of range"), "{0} 超出合理范围"),
    (re.compile(r"digits lost in (\w+)"), "{0} 的末几位已丢失"),
)


@dataclass(frozen=True, slots=True)
class FileReport:
    """One raw file: its path, SHA-256 and rows."""

    path: str
    sha256: str
    rows: int


@dataclass(frozen=True, slots=True)
class SourceReport:
    """One source.

    Attributes:
        name: Its name.
        table: Its canonical table.
        rows_in: Raw rows of all its files.
        rows_used: Raw rows that are in the lake.
        no_identity: Rows among these that are kept without an identity.
        rejects: Raw rows that are not, by reason.
        files: Its files.
    """

    name: str
    table: str
    rows_in: int
    rows_used: int
    no_identity: int
    rejects: dict[str, int]
    files: tuple[FileReport, ...]

    @property
    def difference(self) -> int:
        """Rows in less rows used and rejected: 0 when nothing vanished."""
        return self.rows_in - self.rows_used - sum(self.rejects.values())


@dataclass(frozen=True, slots=True)
class IngestReport:
    """All sources, and what they gave.

    Attributes:
        sources: Each source's rows.
        tables: Rows of each table of the lake.
        behind: By table that sources give: its rows from them, and the raw rows that these stand for.
    """

    sources: tuple[SourceReport, ...]
    tables: dict[str, int] = field(default_factory=dict)
    behind: dict[str, tuple[int, int]] = field(default_factory=dict)
    is_cached: bool = False

    @property
    def difference(self) -> int:
        """Rows that vanished in any source: 0."""
        return sum(abs(source.difference) for source in self.sources)

    def __str__(self) -> str:
        return self.to_text("en")

    def to_text(self, language: str) -> str:
        """The report as a person reads it, `zh` or `en`: a line a source, then the rows of the lake."""
        is_zh = language == "zh"
        lines = [_row(_HEADS[0 if is_zh else 1])]
        for each in self.sources:
            numbers = (each.rows_in, each.rows_used, sum(each.rejects.values()), each.no_identity)
            table = _TABLES.get(each.table, each.table) if is_zh else each.table
            lines.append(_row((each.name, table, *(f"{n:,}" for n in numbers))))
            lines += [f"    {_reason(reason, language)}: {n:,}" for reason, n in sorted(each.rejects.items())]
        rows = sorted(self.tables.items())
        lake = [f"{_TABLES.get(name, name)} {n:,}" if is_zh else f"{name} {n:,}" for name, n in rows]
        return "\n".join([*lines, f"数据湖:{'、'.join(lake)}" if is_zh else f"lake: {', '.join(lake)}"])

    def to_dict(self) -> dict[str, Any]:
        """Plain values for the run manifest and the cache."""
        return asdict(self)

    @staticmethod
    def from_dict(plain: dict[str, Any], *, is_cached: bool = False) -> IngestReport:
        """The report that `to_dict` wrote."""
        sources = tuple(
            SourceReport(**{**each, "files": tuple(FileReport(**file) for file in each["files"])})
            for each in plain["sources"]
        )
        behind = {table: (int(rows), int(raw)) for table, (rows, raw) in plain["behind"].items()}
        return IngestReport(sources, dict(plain["tables"]), behind, is_cached)


def _row(cells: Sequence[str]) -> str:
    """Cells in columns, names to the left and numbers to the right; a Chinese sign is two wide."""
    parts = []
    for number, (cell, width) in enumerate(zip(cells, _WIDTHS, strict=True)):
        wide = sum(unicodedata.east_asian_width(sign) in "WF" for sign in cell)
        gap = " " * max(0, width - len(cell) - wide)
        parts.append(cell + gap if number < 2 else gap + cell)
    return " ".join(parts).rstrip()


def _reason(reason: str, language: str) -> str:
    if language != "zh":
        return reason
    for shape, words in _SHAPES:
        if found := shape.fullmatch(reason):
            return words.format(found[1])
    return _REASONS.get(reason, reason)
