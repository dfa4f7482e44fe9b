"""JSON: one object a line, or one list of objects; what is no object is rejected alone."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

from huaxiang.domain.errors import BadInput
from huaxiang.ingest.encodings import check_text, open_text, transcoded
from huaxiang.ingest.expressions import literal
from huaxiang.ingest.json_rows import json_lines
from huaxiang.ingest.mapping import SourceSpec
from huaxiang.ingest.sources.base import Example, Reject, nulls_patch, place, require_columns
from huaxiang.ingest.unfolding import unfolded
from huaxiang.ingest.unpacking import unpacked

__all__ = ["example", "open"]

_SAMPLE_LINES = 5_000
_MAX_LINE = 16 << 20
_SHOWN = 2_000
_numbers = itertools.count()


class _JsonlFile:
    def __init__(self, path: Path, spec: SourceSpec, *, connection: Any, workspace: Path) -> None:
        self.path, self._spec, self._connection = path, spec, connection
        file = transcoded(unpacked(path, workspace), spec.format.encoding, workspace, named=path)
        check_text(path, file)
        rows = json_lines(path, file, workspace)
        unfold = spec.format.unfold
        self._rows = unfolded(path, rows, unfold, workspace) if unfold else rows
        self._file, self._skipped = self._rows.file, list[int]()
        self.columns = dict.fromkeys(_keys(path, self._file), "VARCHAR")
        self.format: dict[str, Any] = {}
        self._name = f"_jsonl{next(_numbers)}"
        self._lines = (
            f"read_csv({literal(str(self._file))}, columns={{'_line': 'VARCHAR'}}, auto_detect=false, header=false,"
            f" delim=chr(1), compression='none', quote='', escape='',"
            f" max_line_size={_MAX_LINE}, buffer_size={_MAX_LINE * 2},"
            f" store_rejects=true, rejects_table='{self._name}_errors', rejects_scan='{self._name}_scans')"
        )
        self._paths = list(dict.fromkeys([*spec.raw_columns(), *(spec.keep or ())]))
        wanted = ", ".join(literal(self._json_path(c)) for c in self._paths)
        cells = f"json_extract_string(_line, [{wanted}])" if wanted else "[]::VARCHAR[]"
        self.scan = (
            f"(SELECT _line, {cells} AS _cells FROM"
            f" (SELECT CASE WHEN {_is_object('_line')} THEN _line END AS _line FROM {self._lines})"
            " WHERE _line IS NOT NULL)"
        )

    def _json_path(self, column: str) -> str:
        parts = [column] if column in self.columns else column.split(".")
        return "$" + "".join(f'."{part}"' for part in parts)

    def cell(self, column: str) -> tuple[str, str]:
        if column in self._paths:
            raw = f"_cells[{self._paths.index(column) + 1}]"
        else:
            raw = f"json_extract_string(_line, {literal(self._json_path(column))})"
        for null in self._spec.format.nulls:
            raw = f"nullif({raw}, {literal(null)})"
        return raw, "VARCHAR"

    def row_text(self) -> str:
        return "_line"

    def rest(self, *, without: frozenset[str], keep: tuple[str, ...] | None) -> str:
        if keep is not None:
            if not keep:
                return "'{}'"
            return f"json_object({', '.join(f'{literal(c)}, {self.cell(c)[0]}' for c in keep)})::VARCHAR"
        return f"json_merge_patch(_line, {literal(nulls_patch(without, self.columns))})::VARCHAR"

    def close(self) -> None:
        for kind in ("errors", "scans"):
            self._connection.execute(f"DROP TABLE IF EXISTS {self._name}_{kind}")

    def must_repeat(self) -> bool:
        return False

    def rejects(self) -> list[Reject]:
        self.close()
        rows = self._connection.execute(
            f"SELECT row, left(_line, {_SHOWN}) FROM (SELECT row_number() OVER () AS row, _line FROM {self._lines})"
            f" WHERE NOT ({_is_object('_line')}) AND trim(_line, ' ' || chr(9)) <> '' ORDER BY row"
        ).fetchall()
        unread = self._connection.execute(
            f"SELECT line, any_value(left(csv_line, {_SHOWN})) FROM {self._name}_errors GROUP BY line ORDER BY line"
        ).fetchall()
        skipped = [int(line) for line, _ in unread]
        bad = [(place(int(row), skipped), "not a JSON object", str(raw)) for row, raw in rows]
        bad += [(int(line), "broken encoding", str(raw or "")) for line, raw in unread]
        self._skipped = [line for line, *_ in bad]
        found = [Reject(self._raw_line(line), reason, raw) for line, reason, raw in bad]
        return sorted([*found, *self._rows.rejects], key=lambda each: each.line or 0)

    def line(self, row: int) -> int:
        return self._raw_line(place(row + 1, self._skipped))

    def _raw_line(self, line: int) -> int:
        return line if self._rows.lines is None else self._rows.lines[line - 1]


def _is_object(column: str) -> str:
    return f"(CASE WHEN json_valid({column}) THEN json_type({column}) = 'OBJECT' ELSE false END)"


def _keys(path: Path, file: Path) -> list[str]:
    found: dict[str, None] = {}
    n_objects = 0
    with open_text(file) as lines:
        for line in itertools.islice(lines, _SAMPLE_LINES):
            try:
                row = json.loads(line)
            except ValueError:
                continue
            if isinstance(row, dict):
                n_objects += 1
                found |= dict.fromkeys(row)
    if not n_objects:
        raise BadInput("holds no JSON objects: expected one a line", path=path)
    return list(found)


def open(path: Path, spec: SourceSpec, *, connection: Any, workspace: Path) -> _JsonlFile:  # noqa: A001
    """The JSON Lines file, after looking at its beginning; raises BadInput as `SourceKind.open` says."""
    file = _JsonlFile(path, spec, connection=connection, workspace=workspace)
    must = [spec.map.get(column) for column in spec.plan.required]
    require_columns(path, spec, file.columns, required=frozenset(c for c in must if isinstance(c, str)))
    return file


def example(folder: Path) -> Example:
    """Four events, one of them nested, and a line that breaks off."""
    path = folder / "events.jsonl"
    rows = [
        '{"id": "m1", "event": "product_viewed", "time": "2025-11-11T20:00:00+08:00", "user": {"member": "1001"}}',
        '{"id": "m2", "event": "product_added", "time": 1762862460000, "user": {"member": "1001"}, "price": 19.9}',
        '{"id": "m3", "event": "product_ad',
        '{"id": "m4", "event": "order_placed", "time": "2025-11-11 20:05:00", "user": {"member": "1002"}}',
        '{"id": "m5", "event": "page_viewed", "time": "2025-11-11 20:06:00", "extra": {"深": [1, 2]}}',
    ]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    spec = SourceSpec(
        "jsonl_example",
        "jsonl",
        path.name,
        "events",
        map={"message_id": "id", "name": "event", "occurred_at": "time", "amount_minor": "price"},
        person={"member_no": ("user.member",)},
    )
    return Example(spec, path, 4, (3,))
