"""CSV files: any delimiter, quote and encoding; a broken line is rejected alone."""

from __future__ import annotations

import csv as reader
import io
import itertools
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from huaxiang.domain.errors import BadInput
from huaxiang.ingest.encodings import check_text, open_text, transcoded
from huaxiang.ingest.expressions import identifier, literal
from huaxiang.ingest.mapping import Format, SourceSpec
from huaxiang.ingest.sources.base import Example, Reject, place, require_columns

__all__ = ["example", "open"]

_REASONS = {
    "MISSING COLUMNS": "too few columns",
    "TOO MANY COLUMNS": "too many columns",
    "UNQUOTED VALUE": "broken quotes",
    "INVALID ENCODING": "broken encoding",
    "LINE SIZE OVER MAXIMUM": "line too long",
}
_SHOWN = 2_000
_numbers = itertools.count()
_LOOK_AHEAD = 50


class _CsvFile:
    def __init__(self, path: Path, spec: SourceSpec, *, connection: Any, workspace: Path) -> None:
        self.path, self._spec, self._connection, self._workspace = path, spec, connection, workspace
        self._file = transcoded(path, spec.format.encoding, workspace)
        self.columns = dict.fromkeys(_columns(path, self._file, spec.format), "VARCHAR")
        self._skipped: list[Reject] = []
        self._name = f"_csv{next(_numbers)}"
        self._found: list[Reject] = []
        self.scan = self._scan()

    def _scan(self) -> str:
        form = self._spec.format
        types = ", ".join(f"{literal(c)}: 'VARCHAR'" for c in self.columns)
        options = {
            "columns": f"{{{types}}}",
            "auto_detect": "false",
            "header": str(form.header).lower(),
            "delim": literal(form.delimiter),
            "quote": literal(form.quote),
            "escape": literal(form.quote),
            "nullstr": "[" + ", ".join(literal(n) for n in (form.nulls or ("",))) + "]",
            "store_rejects": "true",
            "rejects_table": literal(f"{self._name}_errors"),
            "rejects_scan": literal(f"{self._name}_scans"),
            "rejects_limit": "0",
        }
        return f"read_csv({literal(str(self._file))}, {', '.join(f'{k}={v}' for k, v in options.items())})"

    def cell(self, column: str) -> tuple[str, str]:
        return identifier(column), "VARCHAR"

    def row_text(self) -> str:
        return f"concat_ws(chr(31), {', '.join(f'coalesce({identifier(c)}, chr(30))' for c in self.columns)})"

    def rest(self, *, without: frozenset[str], keep: tuple[str, ...] | None) -> str:
        chosen = [c for c in self.columns if (c not in without if keep is None else c in keep)]
        if not chosen:
            return "'{}'"
        return f"json_object({', '.join(f'{literal(c)}, {identifier(c)}' for c in chosen)})::VARCHAR"

    def _errors(self) -> list[tuple[int, str, str, bool]]:
        rows = self._connection.execute(
            f"SELECT line, min(error_type::VARCHAR), min(left(csv_line, {_SHOWN})),"
            f" bool_or(contains(trim(csv_line, chr(13) || chr(10)), chr(10)))"
            f" FROM {self._name}_errors GROUP BY line ORDER BY line"
        ).fetchall()
        self.close()
        return [(int(line), str(error), str(raw or ""), bool(several)) for line, error, raw, several in rows]

    def rejects(self) -> list[Reject]:
        return sorted([*self._skipped, *self._found], key=lambda each: each.line or 0)

    def close(self) -> None:
        for kind in ("errors", "scans"):
            self._connection.execute(f"DROP TABLE IF EXISTS {self._name}_{kind}")

    def must_repeat(self) -> bool:
        errors = self._errors()
        if self._spec.format.quote and any(several for *_, several in errors) and not self._skipped:
            self._take_out_broken_quotes()
            return True
        skipped = [r.line for r in self._skipped if r.line is not None]
        self._found = [
            Reject(place(line, skipped), _REASONS.get(error, error.lower()), raw.strip("\r\n"))
            for line, error, raw, _ in errors
        ]
        return False

    def _take_out_broken_quotes(self) -> None:
        """A quote that never closes swallows the lines after it: a copy without such lines is read instead."""
        with (
            tempfile.NamedTemporaryFile(
                "w", suffix=".csv", dir=self._workspace, delete=False, encoding="utf-8", newline=""
            ) as clean,
            open_text(self._file) as raw,
        ):
            for line, record, is_good in _records(raw, self._spec.format, len(self.columns)):
                if is_good:
                    clean.write(record)
                else:
                    self._skipped.append(Reject(line, "broken quotes", record.strip("\r\n")[:_SHOWN]))
        self._file = Path(clean.name)
        self.scan = self._scan()


def _columns(path: Path, file: Path, form: Format) -> list[str]:
    check_text(path, file)
    if not form.header:
        if not form.columns:
            raise BadInput("has no header: name its columns in format.columns", path=path)
        return list(form.columns)
    options: dict[str, Any] = {"delimiter": form.delimiter, "strict": False}
    options |= {"quotechar": form.quote} if form.quote else {"quoting": reader.QUOTE_NONE}
    with open_text(file) as lines:
        names = next(reader.reader(itertools.islice(lines, 1_000), **options), [])
    unique: list[str] = []
    for number, name in enumerate(names, 1):
        plain = name.strip() or f"column{number}"
        unique.append(plain if plain not in unique else f"{plain}_{number}")
    return unique


def _records(lines: IO[str], form: Format, width: int) -> Iterator[tuple[int, str, bool]]:
    """(line, record, whether it can be read): a record spans lines only where its quotes close within 50."""
    waiting: list[str] = []
    number = 0
    source = iter(lines)
    while True:
        line = waiting.pop(0) if waiting else next(source, None)
        if line is None:
            return
        number += 1
        if line.count(form.quote) % 2 == 0:
            yield number, line, True
            continue
        waiting += list(itertools.islice(source, max(0, _LOOK_AHEAD - len(waiting))))
        closing = next((i for i, other in enumerate(waiting) if other.count(form.quote) % 2), None)
        record = None if closing is None else "".join([line, *waiting[: closing + 1]])
        if record is None or closing is None or not _is_record(record, form, width):
            yield number, line, False
            continue
        del waiting[: closing + 1]
        yield number, record, True
        number += closing + 1


def _is_record(record: str, form: Format, width: int) -> bool:
    try:
        rows = list(reader.reader(io.StringIO(record), delimiter=form.delimiter, quotechar=form.quote, strict=True))
    except reader.Error:
        return False
    return len(rows) == 1 and len(rows[0]) == width


def open(path: Path, spec: SourceSpec, *, connection: Any, workspace: Path) -> _CsvFile:  # noqa: A001
    """The CSV file, after looking at its beginning; raises BadInput as `SourceKind.open` says."""
    file = _CsvFile(path, spec, connection=connection, workspace=workspace)
    require_columns(path, spec, file.columns, required=frozenset(spec.raw_columns()))
    return file


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
