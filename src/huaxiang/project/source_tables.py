"""`[[source]]` tables of huaxiang.toml as mappings."""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from datetime import date

from huaxiang.domain.errors import UnknownName, nearest
from huaxiang.domain.instants import Zone
from huaxiang.ingest.mapping import PLANS, Computed, Constant, Format, MapValue, SourceSpec
from huaxiang.ingest.sources.base import source_kinds
from huaxiang.project.tables import StrictTable

__all__ = ["read_source"]

_WAYS = ("column", "join", "first", "product", "sum", "flags")
_TIMES = ("auto", "s", "ms", "us")
_LONGEST_DELIMITER = 4


def read_source(table: StrictTable, *, namespaces: Iterable[str]) -> SourceSpec:
    """The mapping of one `[[source]]`; raises ConfigurationError with its line."""
    name = str(table.get("name", "text", required=True))
    kind = str(table.get("kind", "text", required=True))
    path = str(table.get("path", "text", required=True))
    table.get("table", "text", required=True)
    target = table.text("table", choices=PLANS)
    table.text("kind", choices=source_kinds())
    emit, keep = table.get("emit", "list"), table.get("keep", "list")
    spec = SourceSpec(
        name,
        kind,
        path,
        target,
        _zone(table),
        table.optional("currency"),
        _format(table.table("format")),
        _map(table, target),
        _values(table),
        _person(table, list(namespaces)),
        None if emit is None else _known_events(table, target),
        None if keep is None else table.texts("keep"),
        table.text("rows", "rows", choices=("rows", "lines", "repeated", "distinct")),
        _where(table),
        table.text("split", ""),
    )
    table.finish()
    _check(table, spec)
    return spec


def _check(table: StrictTable, spec: SourceSpec) -> None:
    for column in spec.plan.required:
        if column not in spec.map:
            table.fail(f"[source] {spec.name!r}: map misses {column!r}, which table {spec.table} needs", "map")
    if spec.rows == "lines" and spec.table != "orders":
        table.fail(f'[source] {spec.name!r}: rows = "lines" goes with table = "orders" alone', "rows")
    if spec.rows == "repeated" and spec.table not in ("orders", "order_lines"):
        table.fail(f'[source] {spec.name!r}: rows = "repeated" goes with tables orders and order_lines alone', "rows")
    if spec.split and spec.table not in ("items", "order_lines"):
        table.fail(f"[source] {spec.name!r}: split goes with tables items and order_lines alone", "split")
    if spec.rows == "distinct" and spec.table not in ("items", "people"):
        table.fail(f'[source] {spec.name!r}: rows = "distinct" goes with tables items and people alone', "rows")
    if not spec.format.header and not spec.format.columns:
        table.fail(f"[source] {spec.name!r}: files without header need format.columns", "format")


def _zone(table: StrictTable) -> str | None:
    name = table.optional("time_zone")
    if name is not None:
        try:
            Zone(name)
        except UnknownName as error:
            table.fail(f"[source] {error}", "time_zone")
    return name


def _format(table: StrictTable) -> Format:
    usual = Format()
    form = Format(
        table.text("delimiter", usual.delimiter),
        table.text("quote", usual.quote),
        table.text("encoding", usual.encoding),
        table.flag("header", default=usual.header),
        table.texts("columns"),
        table.text("time", usual.time),
        table.text("money", usual.money, choices=("major", "minor")),
        table.texts("nulls", usual.nulls),
        table.text("decimal", usual.decimal, choices=(".", ",")),
        table.integer("skip", usual.skip, high=1_000),
        _starts(table),
        table.text("sheet", usual.sheet),
        table.text("member", usual.member),
        table.text("unfold", usual.unfold),
    )
    table.finish()
    try:
        codecs.lookup("utf-8" if form.encoding == "auto" else form.encoding)
    except LookupError:
        table.fail(f"[source.format] unknown encoding {form.encoding!r}; such as utf-8, gb18030, big5", "encoding")
    if not 1 <= len(form.delimiter) <= _LONGEST_DELIMITER or len(form.quote) > 1:
        hint = 'one to four characters or "auto"; quote one or none'
        table.fail(f"[source.format] delimiter must be {hint}", "delimiter")
    if form.time not in _TIMES and "%" not in form.time:
        table.fail(f"[source.format] time must be auto, s, ms, us or a strptime pattern, not {form.time!r}", "time")
    return form


def _starts(table: StrictTable) -> tuple[int, ...]:
    starts = table.get("starts", "list") or []
    if not all(isinstance(each, int) for each in starts) or starts != sorted(set(starts)) or min(starts, default=0) < 0:
        table.fail("[source.format] starts must be whole numbers from 0, each above the one before", "starts")
    return tuple(starts)


def _map(table: StrictTable, target: str) -> dict[str, MapValue]:
    plan = PLANS[target]
    known = (*plan.required, *plan.optional)

    def read(inner: StrictTable, column: str) -> MapValue:
        is_free = target == "people" or (target == "events" and column.startswith("properties."))
        if column not in known and not is_free:
            near = nearest(column, known)
            hint = f"nearest: {', '.join(near)}" if near else f"it has: {', '.join(known)}"
            inner.fail(f"[source.map] table {target} has no column {column!r} ({hint})", column)
        return _column(inner, column)

    return table.free("map", read)


def _column(inner: StrictTable, column: str) -> MapValue:
    if not isinstance(inner.plain[column], dict):
        return inner.text(column)
    made = inner.table(column)
    ways = [way for way in ("value", *_WAYS) if way in made.plain]
    if set(made.plain) == {"value"} and not isinstance(made.plain["value"], dict | list):
        return Constant(str(made.plain["value"]))
    if len(ways) != 1 or ways == ["value"]:
        inner.fail(
            f"[source.map] {column} must be a raw column or {{ value = constant }}, or be made by {', '.join(_WAYS)}",
            column,
        )
    return _computed(made, ways[0])


def _computed(made: StrictTable, way: str) -> Computed:
    words: tuple[str, ...] = ()
    if way == "column":
        columns: tuple[str, ...] = (made.text("column"),)
    elif way == "flags":
        flags = made.table("flags")
        columns = tuple(flags.plain)
        words = (*(flags.text(name) for name in columns), *made.texts_or_text("otherwise"))
    else:
        columns = made.texts(way)
    computed = Computed(
        columns,
        "join" if way == "column" else way,
        made.text("separator", " ") if way == "join" else " ",
        made.text("time") if way in ("join", "column") else "",
        made.text("since") if way in ("join", "column") else "",
        words,
    )
    made.finish()
    if not columns:
        made.fail(f"{made.title} {way} must name at least one raw column", way)
    _check_time(made, computed)
    return computed


def _check_time(made: StrictTable, computed: Computed) -> None:
    time = computed.time
    if time and time not in (*_TIMES, "days", "weeks") and "%" not in time:
        made.fail(
            f"{made.title} time must be {', '.join(_TIMES)}, days, weeks or a strptime pattern, not {time!r}", "time"
        )
    needs_day = time in ("days", "weeks") or (computed.since and "%" in time)
    if needs_day:
        try:
            date.fromisoformat(computed.since)
        except ValueError:
            made.fail(f'{made.title} time = "{time}" needs since = "2017-01-01": the day that has number 0', "time")


def _where(table: StrictTable) -> dict[str, tuple[str, ...]]:
    """Raw column → values: `where = { type = "buy" }`, or a list of values."""

    def read(inner: StrictTable, column: str) -> tuple[str, ...]:
        return inner.texts_or_text(column)

    return table.free("where", read)


def _values(table: StrictTable) -> dict[str, dict[str, str]]:
    inner = table.table("values")
    mapped = set(table.table("map").plain)
    found: dict[str, dict[str, str]] = {}
    for column in inner.plain:
        name = "name" if column == "event" and "event" not in mapped else column
        if name not in mapped:
            near = nearest(column, mapped)
            inner.fail(f"[source.values] {column!r} is not mapped (nearest: {', '.join(near) or 'none'})", column)
        values = inner.table(column)
        found[name] = {raw: values.text(raw) for raw in values.plain}
    return found


def _person(table: StrictTable, namespaces: list[str]) -> dict[str, tuple[str, ...]]:
    inner = table.table("person")
    found: dict[str, tuple[str, ...]] = {}
    for namespace, raw in inner.plain.items():
        if namespace not in namespaces:
            near = ", ".join(nearest(namespace, namespaces)) or "add it to [identity] namespaces"
            inner.fail(f"[source.person] unknown namespace {namespace!r} (nearest: {near})", namespace)
        found[namespace] = inner.texts(namespace) if isinstance(raw, list) else (inner.text(namespace),)
    return found


def _known_events(table: StrictTable, target: str) -> tuple[str, ...]:
    events = table.texts("emit")
    for event in events:
        if event not in PLANS[target].may_emit:
            near = nearest(event, PLANS[target].may_emit)
            known = ", ".join(near or PLANS[target].may_emit) or "nothing"
            table.fail(f"[source] emit: table {target} cannot give {event!r} (nearest: {known})", "emit")
    return events
