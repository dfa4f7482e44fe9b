"""CSV files: any delimiter, quote and encoding; a broken line is rejected alone."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path
from typing import Any

from huaxiang.ingest.cells import clean_cell_sql
from huaxiang.ingest.encodings import check_text, transcoded
from huaxiang.ingest.expressions import identifier, literal
from huaxiang.ingest.long_delimiters import ONE_SIGN, with_one_sign
from huaxiang.ingest.mapping import SourceSpec
from huaxiang.ingest.prepared import SHOWN, PreparedFile, TextColumns, prepare
from huaxiang.ingest.sources.base import Example, Reject, place, require_columns
from huaxiang.ingest.survey import survey
from huaxiang.ingest.text_tables import find_table, table_rows
from huaxiang.ingest.unpacking import unpacked

__all__ = ["example", "open"]

_REASONS = {
    "MISSING COLUMNS": "too few columns",
    "TOO MANY COLUMNS": "too many columns",
    "UNQUOTED VALUE": "broken quotes",
    "INVALID ENCODING": "broken encoding",
    "LINE SIZE OVER MAXIMUM": "line too long",
}
_numbers = itertools.count()


class _CsvFile(TextColumns):
    """A plain file as the engine reads it; when that meets more than single bad lines, Python reads it once more."""

    def __init__(self, path: Path, spec: SourceSpec, *, connection: Any, workspace: Path) -> None:
        self.path, self._spec, self._connection, self._workspace = path, spec, connection, workspace
        self._file = transcoded(unpacked(path, workspace), spec.format.encoding, workspace, named=path)
        check_text(path, self._file)
        form = spec.format
        if form.delimiter != "auto" and len(form.delimiter.strip()) > 1:
            self._file = with_one_sign(self._file, form.delimiter, workspace)
            form = replace(form, delimiter=ONE_SIGN, quote="")
        self._table = find_table(path, self._file, form, kind="csv", wanted=frozenset(spec.raw_columns()))
        self.columns = dict.fromkeys(self._table.columns, "VARCHAR")
        self.format = self._table.format()
        self._name = f"_csv{next(_numbers)}"
        self._found: list[Reject] = []
        self._prepared: PreparedFile | None = None
        require_columns(path, spec, self.columns, required=frozenset(spec.raw_columns()))
        look = survey(self._file, self._table.layout)
        if look.is_plain and not self._table.skip and self._table.is_even:
            self.scan = self._scan(is_marked=look.is_marked)
        else:
            self._read_in_python()

    def _scan(self, *, is_marked: bool) -> str:
        layout = self._table.layout
        types = ", ".join(f"{literal(c)}: 'VARCHAR'" for c in self.columns)
        options = {
            "columns": f"{{{types}}}",
            "auto_detect": "false",
            "compression": "'none'",
            "header": str(self._table.has_header).lower(),
            "delim": literal(layout.delimiter),
            "quote": literal(layout.quote),
            "escape": literal(layout.quote),
            "nullstr": "[" + ", ".join(literal(n) for n in self._nulls) + "]",
            "store_rejects": "true",
            "rejects_table": literal(f"{self._name}_errors"),
            "rejects_scan": literal(f"{self._name}_scans"),
            "rejects_limit": "0",
        }
        scan = f"read_csv({literal(str(self._file))}, {', '.join(f'{k}={v}' for k, v in options.items())})"
        if not is_marked:
            return scan
        return f"(SELECT {', '.join(f'{self._cleaned(c)} AS {identifier(c)}' for c in self.columns)} FROM {scan})"

    @property
    def _nulls(self) -> tuple[str, ...]:
        return self._spec.format.nulls or ("",)

    def _cleaned(self, column: str) -> str:
        cell = clean_cell_sql(identifier(column))
        for null in self._nulls:
            cell = f"nullif({cell}, {literal(null)})"
        return cell

    def _read_in_python(self) -> None:
        rows = table_rows(self._file, self._table)
        self._prepared = prepare(self.path, self._table.columns, rows, nulls=self._nulls, workspace=self._workspace)
        self.scan = self._prepared.scan

    def line(self, row: int) -> int:
        if self._prepared is not None:
            return self._prepared.line(row)
        skipped = [each.line for each in self._found if each.line is not None]
        return place(row + (2 if self._table.has_header else 1), skipped)

    def rejects(self) -> list[Reject]:
        return self._found if self._prepared is None else self._prepared.rejects()

    def close(self) -> None:
        for kind in ("errors", "scans"):
            self._connection.execute(f"DROP TABLE IF EXISTS {self._name}_{kind}")

    def must_repeat(self) -> bool:
        if self._prepared is not None:
            return False
        rows = self._connection.execute(
            f"SELECT line, min(error_type::VARCHAR), min(left(csv_line, {SHOWN})),"
            f" bool_or(contains(trim(csv_line, chr(13) || chr(10)), chr(10))"
            f" OR suffix(rtrim(csv_line, chr(13) || chr(10)), {literal(self._table.layout.delimiter)}))"
            f" FROM {self._name}_errors GROUP BY line ORDER BY line"
        ).fetchall()
        self.close()
        if any(is_odd for *_, is_odd in rows):
            self._read_in_python()
            return True
        self._found = [
            Reject(int(line), _REASONS.get(error, error.lower()), str(raw or "").strip("\r\n"))
            for line, error, raw, _ in rows
        ]
        return False


def open(path: Path, spec: SourceSpec, *, connection: Any, workspace: Path) -> _CsvFile:  # noqa: A001
    """The CSV file, after looking at its beginning; raises BadInput as `SourceKind.open` says."""
    return _CsvFile(path, spec, connection=connection, workspace=workspace)


def example(folder: Path) -> Example:
    """Five events, one of them twice, and a line that breaks off."""
    path = folder / "events.csv"
    rows = [
        "id,event,time,member,price",
        "m1,product_viewed,2025-11-11 20:00:00,1001,",
        "m2,product_added,2025-11-11 20:01:00,1001,19.90",
        "m3,product_added",
        'm4,order_placed,2025-11-11 20:05:00,1002,"1,234.50"',
        "m5,product_viewed,2025-11-11 20:06:00,,",
        "m5,product_viewed,2025-11-11 20:06:00,,",
    ]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    spec = SourceSpec(
        "csv_example",
        "csv",
        path.name,
        "events",
        map={"message_id": "id", "name": "event", "occurred_at": "time", "amount_minor": "price"},
        person={"member_no": ("member",)},
    )
    return Example(spec, path, 5, (4,))
