"""What an ingest did: per source its rows in, used and rejected, so that nothing vanishes."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

__all__ = ["FileReport", "IngestReport", "SourceReport"]


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
    """All sources, and the rows of each table of the lake."""

    sources: tuple[SourceReport, ...]
    tables: dict[str, int] = field(default_factory=dict)
    is_cached: bool = False

    @property
    def difference(self) -> int:
        """Rows that vanished in any source: 0."""
        return sum(abs(source.difference) for source in self.sources)

    def __str__(self) -> str:
        lines = [f"{'source':<20} {'table':<12} {'rows in':>12} {'used':>12} {'rejected':>10} {'no identity':>12}"]
        for each in self.sources:
            rejected = sum(each.rejects.values())
            lines.append(
                f"{each.name:<20} {each.table:<12} {each.rows_in:>12,} {each.rows_used:>12,}"
                f" {rejected:>10,} {each.no_identity:>12,}"
            )
            lines += [f"    {reason}: {n:,}" for reason, n in sorted(each.rejects.items())]
        lines.append("lake: " + ", ".join(f"{name} {rows:,}" for name, rows in sorted(self.tables.items())))
        return "\n".join(lines)

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
        return IngestReport(sources, dict(plain["tables"]), is_cached)
