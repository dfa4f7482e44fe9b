"""The SQL that turns the rows of one raw file into rows of a canonical table, each with its id and reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from huaxiang.domain.identities import Namespace
from huaxiang.domain.instants import Zone, from_iso
from huaxiang.domain.tables import TABLES
from huaxiang.ingest.amounts import complete_order
from huaxiang.ingest.cells import has_lost_digits_sql
from huaxiang.ingest.expressions import (
    EARLIEST,
    LATEST,
    added,
    day_number,
    flagged,
    identifier,
    instant,
    integer,
    joined,
    literal,
    mapped,
    money,
    padded,
    whole_id,
)
from huaxiang.ingest.identity_columns import IdentityColumns, identity_columns
from huaxiang.ingest.mapping import Computed, Constant, MapValue, SourceSpec
from huaxiang.ingest.sources.base import RawFile

__all__ = ["Canonical", "Reading", "canonical"]

_ALLOWED = {
    ("texts", "kind"): ("review", "search", "question", "service_chat", "product_page", "social"),
    ("orders", "status"): ("placed", "paid", "shipped", "completed", "cancelled", "refunded"),
    ("consents", "kind"): ("general", "separate", "guardian", "refusal"),
}
_LEVELS = ("l1", "l2", "l3")
_IDS = frozenset({"item_id", "order_id", "session_id", "campaign_id", "coupon_id"})
_STEPS = {"days": 1, "weeks": 7}
_INTEGERS = frozenset({"quantity", "dwell_ms", "line_number", "stock", "confidence_milli"})


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a cell depends on besides its source.

    Attributes:
        zone: The project's zone.
        currency: The project's currency.
        namespaces: Kinds of identities, in any order.
        scrub: Name of the SQL function that masks personal data in texts.
    """

    zone: Zone
    currency: str
    namespaces: tuple[Namespace, ...]
    scrub: str


@dataclass(frozen=True, slots=True)
class Canonical:
    """The rows of a file as SQL over its scan.

    Attributes:
        columns: Output column → expression over `typed`.
        cells: Inner projection over the raw scan.
        typed: Middle projection over the cells.
        id: Expression over `typed`: 24 hex digits, equal for copies of a row.
        hash: Expression over the raw scan: 64 bits, equal for rows with equal ids.
        reason: Expression over `typed`: why the row is not used, null when it is.
        has_message_id: Whether rows with equal ids are copies (else: equal rows that stay apart).
        kept: Expression over the raw scan: whether the row is one of this source; `true` for every row.
    """

    columns: dict[str, str]
    cells: dict[str, str]
    typed: dict[str, str]
    id: str
    hash: str
    reason: str
    has_message_id: bool
    kept: str = "true"

    def typed_sql(self, scan: str) -> str:
        """The typed rows of a scan, each with `_id`, `_hash` and `_reason`."""
        typed = f"(SELECT {_list(self.typed)} FROM (SELECT {_list(self.cells)} FROM {scan}))"
        return f"(SELECT *, {self.id} AS _id, {self.reason} AS _reason FROM {typed})"

    def select(self, rows: str) -> str:
        """The output rows of typed rows."""
        return f"SELECT {_list(self.columns)} FROM {rows}"


def _list(columns: dict[str, str]) -> str:
    return ", ".join(f"{expression} AS {identifier(name)}" for name, expression in columns.items())


def canonical(raw: RawFile, spec: SourceSpec, reading: Reading) -> Canonical:
    """The SQL of a file's canonical rows.

    Args:
        raw: The opened file.
        spec: Its mapping.
        reading: Zone, currency, namespaces and the name of the scrubbing function.

    Returns:
        Expressions whose output has the table's columns, besides `_id`, `_identities` (strongest first;
        events: `_others`, without the strongest) and what derived events need.
    """
    cells: dict[str, str] = {}
    typed: dict[str, str] = {}
    reasons: list[str] = []
    for column, source in spec.map.items():
        expression, type_name = _cell(raw, spec, column, source)
        cells[f"c_{column}"] = expression
        typed[column] = _typed(column, identifier(f"c_{column}"), type_name, spec=spec, reading=reading)
        found = _reasons(spec, column)
        if found:
            typed[f"c_{column}"] = identifier(f"c_{column}")
        reasons += found
    people = identity_columns(raw, spec, reading.namespaces)
    cells |= people.cells
    typed |= people.typed
    cells |= {"_raw": raw.row_text(), "_hash": _row_hash(raw, spec)}
    typed |= {"_raw": "_raw", "_hash": "_hash"}
    rest = _rest_column(spec)
    if rest:
        used = frozenset(spec.raw_columns())
        cells["_rest"] = raw.rest(without=used, keep=spec.keep)
        typed["_rest"] = "_rest"
    has_message_id = "message_id" in spec.map
    key = _row_key(spec)
    row_id = f"substr(md5({literal(spec.name + chr(31))} || {key}), 1, 24)"
    reason = f"(CASE {' '.join(reasons)} END)" if reasons else "NULL::VARCHAR"
    columns = _columns(spec, reading, typed, people)
    kept = _kept(raw, spec)
    if kept != "true":
        cells["_kept"] = kept
        typed["_kept"] = "_kept"
    return Canonical(columns, cells, typed, row_id, cells["_hash"], reason, has_message_id, kept)


def _kept(raw: RawFile, spec: SourceSpec) -> str:
    tests = []
    for column, values in spec.where.items():
        words = ", ".join(literal(value) for value in values)
        tests.append(f"coalesce(trim({_text(*raw.cell(column))}) IN ({words}), false)")
    return f"({' AND '.join(tests)})" if tests else "true"


def _cell(raw: RawFile, spec: SourceSpec, column: str, source: MapValue) -> tuple[str, str]:
    values = spec.values.get(column, {})
    if isinstance(source, Constant):
        return literal(source.value), "VARCHAR"
    if isinstance(source, str):
        expression, type_name = raw.cell(source)
        return (mapped(_text(expression, type_name), values), "VARCHAR") if values else (expression, type_name)
    return _computed(source, [raw.cell(each) for each in source.columns], values, decimal=spec.format.decimal)


def _computed(
    source: Computed, cells: list[tuple[str, str]], values: Mapping[str, str], *, decimal: str
) -> tuple[str, str]:
    if len(cells) == 1 and source.how == "join":
        return cells[0]
    texts = [_text(*cell) for cell in cells]
    if source.how == "flags":
        made = flagged(texts, source.words)
    elif source.how == "first":
        made = mapped(f"coalesce({', '.join(texts)})", values)
    elif source.how == "join":
        made = mapped(joined(texts, source.separator), values)
    else:
        made = added(texts, how=source.how, decimal=decimal)
    return made, "VARCHAR"


def _text(expression: str, type_name: str) -> str:
    return expression if type_name == "VARCHAR" else f"({expression})::VARCHAR"


def _typed(column: str, cell: str, type_name: str, *, spec: SourceSpec, reading: Reading) -> str:
    zone = Zone(spec.time_zone) if spec.time_zone else reading.zone
    text = cell if type_name == "VARCHAR" else f"({cell})::VARCHAR"
    if spec.table == "people" and column != "observed_at":
        return text
    form = spec.format
    if column.endswith("_at"):
        return _instant(cell, type_name, source=spec.map[column], spec=spec, zone=zone)
    if column.endswith("_minor"):
        return money(text, spec.currency or reading.currency, unit=form.money, decimal=form.decimal)
    if column in _INTEGERS:
        return integer(text, decimal=form.decimal)
    return _word(column, text, spec=spec, reading=reading)


def _word(column: str, text: str, *, spec: SourceSpec, reading: Reading) -> str:
    if column == "is_sensitive":
        return f"try_cast({text} AS BOOLEAN)"
    if (spec.table, column) in (("texts", "text"), ("events", "query")):
        return f"{reading.scrub}({text})"
    return whole_id(text) if column in _IDS else text


def _instant(cell: str, type_name: str, *, source: MapValue, spec: SourceSpec, zone: Zone) -> str:
    if isinstance(source, Constant):
        return instant(cell, zone, type_name=type_name)
    time = source.time if isinstance(source, Computed) and source.time else spec.format.time
    if isinstance(source, Computed) and time in _STEPS:
        cells = [cell] if len(source.columns) == 1 else [f"string_split({cell}, ' ')[{n}]" for n in (1, 2)]
        return day_number(cells, zone, since=from_iso(source.since or "1970-01-01"), days=_STEPS[time])
    if "%" in time and not type_name.startswith(("TIMESTAMP", "DATE")):
        since = source.since if isinstance(source, Computed) else ""
        cell, time = padded(cell if type_name == "VARCHAR" else f"({cell})::VARCHAR", time, since=since)
        type_name = "VARCHAR"
    return instant(cell, zone, time=time, type_name=type_name)


def _reasons(spec: SourceSpec, column: str) -> list[str]:
    cell, typed = identifier(f"c_{column}"), identifier(column)
    bad = literal(f"bad {column}")
    found = []
    if column in spec.plan.required:
        found.append(f"WHEN {cell} IS NULL THEN {literal(f'missing {column}')}")
    is_trait = spec.table == "people" and column != "observed_at"
    if column.endswith("_at") and not is_trait:
        found.append(f"WHEN {typed} NOT BETWEEN {EARLIEST} AND {LATEST} THEN {literal(f'{column} out of range')}")
    if not is_trait and (column.endswith(("_at", "_minor")) or column in _INTEGERS or column == "is_sensitive"):
        found.append(f"WHEN {cell} IS NOT NULL AND {typed} IS NULL THEN {bad}")
    if column.endswith("_id") and not is_trait:
        found.append(f"WHEN {has_lost_digits_sql(cell)} THEN {literal(f'digits lost in {column}')}")
    if (spec.table, column) in _ALLOWED:
        words = ", ".join(literal(word) for word in _ALLOWED[spec.table, column])
        found.append(f"WHEN {cell} NOT IN ({words}) THEN {bad}")
    return found


def _hashes_rows(spec: SourceSpec) -> bool:
    return spec.table in ("events", "people", "texts") or "message_id" in spec.map


def _rest_column(spec: SourceSpec) -> str | None:
    if spec.table == "events":
        return "properties"
    return "attributes" if spec.table == "items" else None


def _row_key(spec: SourceSpec) -> str:
    """What two rows of a source must share to be copies (or, without message id, equal rows)."""
    if not _hashes_rows(spec):
        keys = ", ".join(f"coalesce({identifier(k)}::VARCHAR, '')" for k in spec.plan.key if k in spec.map)
        return f"concat_ws(chr(31), {keys})"
    row = f"_raw || {literal(chr(31) + '0')}"
    return f"coalesce(message_id, {row})" if "message_id" in spec.map else f"({row})"


def _row_hash(raw: RawFile, spec: SourceSpec) -> str:
    source = spec.map.get("message_id")
    if source is None:
        return f"hash({raw.row_text()})"
    message, type_name = _cell(raw, spec, "message_id", source)
    text = message if type_name == "VARCHAR" else f"({message})::VARCHAR"
    return f"hash(coalesce({text}, {raw.row_text()}))"


def _columns(spec: SourceSpec, reading: Reading, typed: dict[str, str], people: IdentityColumns) -> dict[str, str]:
    """Output expressions: the table's columns, then what ingest itself needs."""
    if spec.table == "people":
        traits = [c for c in spec.map if c not in ("observed_at", "message_id")]
        pairs = ", ".join(f"{literal(t)}, {identifier(t)}" for t in traits)
        columns = {"observed_at": "observed_at", "traits": f"json_object({pairs})::VARCHAR" if pairs else "'{}'"}
    else:
        columns = {
            field.name: _output(spec, reading, field, typed)
            for field in TABLES[spec.table].schema
            if field.name != "event_id"
        }
    for extra in ("session_id", "order_id", "channel", "occurred_at"):
        if extra in spec.plan.optional and extra in spec.map and extra not in columns:
            columns[f"_{extra}"] = identifier(extra)
    if spec.table == "orders":
        columns |= complete_order(frozenset(spec.map), spec.currency or reading.currency)
    if spec.table == "events":
        return {"event_id": "_id", **columns, **_event_columns(people, typed)}
    if spec.plan.has_person:
        columns["_identities"] = people.all()
        if "person_id" in columns:
            columns["person_id"] = people.strongest()
    return {**columns, "_id": "_id"}


def _output(spec: SourceSpec, reading: Reading, field: pa.Field, typed: dict[str, str]) -> str:
    name = field.name
    type_name = {"int64": "BIGINT", "bool": "BOOLEAN"}.get(str(field.type), "VARCHAR")
    if name == "source":
        return "coalesce(supplier, " + literal(spec.name) + ")" if "supplier" in typed else literal(spec.name)
    if name == "currency":
        usual = literal(spec.currency or reading.currency)
        return f"coalesce(currency, {usual})" if "currency" in typed else usual
    if name in ("properties", "attributes"):
        return _json_column(name, typed)
    defaults = {
        ("events", "received_at"): "occurred_at",
        ("texts", "text_id"): "_id",
        ("order_lines", "quantity"): "1",
        ("facts", "confidence_milli"): "1000",
    }
    if name in _LEVELS and name not in typed and "category_path_raw" in typed:
        return _category_level(_LEVELS.index(name) + 1)
    default = defaults.get((spec.table, name))
    if name in typed:
        return identifier(name) if default is None else f"coalesce({identifier(name)}, {default})"
    return default or f"NULL::{type_name}"


def _category_level(number: int) -> str:
    dotted = "regexp_full_match(category_path_raw, '[a-z0-9_]+([.][a-z0-9_]+)+')"
    signs = f"(CASE WHEN {dotted} THEN replace(category_path_raw, '.', '>') ELSE category_path_raw END)"
    steps = f"regexp_replace({signs}, '\\s*[>/|]\\s*', chr(31), 'g')"
    return f"nullif(trim(split_part({steps}, chr(31), {number})), '')"


def _json_column(name: str, typed: dict[str, str]) -> str:
    """Own JSON column, mapped `properties.x` and unmapped columns in one JSON object without nulls."""
    parts = ["_rest"] if typed.get("_rest") else []
    if name in typed:
        parts.append(f"(CASE WHEN json_valid({name}) THEN {name} ELSE '{{}}' END)")
    named = [column for column in typed if column.startswith(f"{name}.")]
    if named:
        pairs = ", ".join(f"{literal(c.partition('.')[2])}, {identifier(c)}" for c in named)
        parts.append(f"json_object({pairs})::VARCHAR")
    merged = f"json_merge_patch('{{}}', {', '.join(parts)})::VARCHAR" if parts else "'{}'"
    if not named and parts == ["_rest"]:
        merged = f"(CASE _rest WHEN '{{}}' THEN _rest ELSE {merged} END)"
    return merged


def _event_columns(people: IdentityColumns, typed: dict[str, str]) -> dict[str, str]:
    columns = {"namespace": people.namespace(), "identity": people.value(), "_others": people.others()}
    if "query" not in typed:
        return {**columns, "_query": "NULL::VARCHAR"}
    text_id = "text_id" if "text_id" in typed else "NULL"
    return {**columns, "_query": "query", "text_id": f"(CASE WHEN query IS NOT NULL THEN _id ELSE {text_id} END)"}
