"""Mappings: which raw column of a source is which canonical column, and what may be mapped for each table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from huaxiang.domain.errors import UnknownName
from huaxiang.domain.tables import TABLES

__all__ = ["PLANS", "Computed", "Constant", "Format", "MapValue", "SourceSpec", "TablePlan", "plan"]


@dataclass(frozen=True, slots=True)
class Constant:
    """A canonical column that has the same value in every row."""

    value: str


@dataclass(frozen=True, slots=True)
class Computed:
    """A canonical column made of raw columns.

    Attributes:
        columns: The raw columns, in order.
        how: `join` (their texts with the separator between), `first` (the first that says something), `product` or
            `sum` (of numbers), `flags` (the word of the first column that says yes).
        separator: Between joined texts.
        time: How these columns write instants: as `Format.time`, or `days`, `weeks` (numbers counted from `since`,
            a second column being the time of day); empty for the source's own.
        since: Day number 0, as an ISO date.
        words: For `flags`: what each column says when it says yes, and at the end what is said when none does.
    """

    columns: tuple[str, ...]
    how: str = "join"
    separator: str = " "
    time: str = ""
    since: str = ""
    words: tuple[str, ...] = ()


MapValue = str | Constant | Computed
"""What a canonical column is: a raw column, the same value in every row, or made of raw columns."""


@dataclass(frozen=True, slots=True)
class Format:
    """How raw files are written.

    Attributes:
        delimiter: Between cells (csv); of text files one blank for runs of blanks, two for runs of two and more;
            `auto` to find it.
        quote: Around cells, empty for none (csv).
        encoding: Of text files; `auto` to find it.
        header: Whether the first line names the columns (csv, text, excel).
        columns: Names for files without header (csv, text, excel).
        time: `auto`, `s`, `ms`, `us`, or a strptime pattern.
        money: `major` (元) or `minor` (分).
        nulls: Texts that mean a missing value.
        decimal: Sign between whole and fraction of amounts and numbers: `.` or `,`.
        skip: Lines above the header, or above the first row; found by the mapped columns unless set.
        starts: Where each cell of a line begins, counted in characters from 0 (text in fixed columns).
        sheet: Sheet of a workbook, or a glob of several alike; the first with a table unless set.
        member: Glob of the files within a .zip; all files of the kind unless set.
        unfold: Key of a list of objects within each object: one row for each of them (jsonl).
    """

    delimiter: str = "auto"
    quote: str = '"'
    encoding: str = "auto"
    header: bool = True
    columns: tuple[str, ...] = ()
    time: str = "auto"
    money: str = "major"
    nulls: tuple[str, ...] = ("",)
    decimal: str = "."
    skip: int = 0
    starts: tuple[int, ...] = ()
    sheet: str = ""
    member: str = ""
    unfold: str = ""


@dataclass(frozen=True, slots=True)
class TablePlan:
    """What a mapping to a table must and may name.

    Attributes:
        required: Canonical columns without which a row is rejected.
        optional: Other columns that may be mapped.
        emits: Events that its rows give, unless the source says otherwise.
        may_emit: Events that they can give.
        link_kind: Kind of the links between identities of one row.
        has_person: Whether rows belong to people.
        key: Columns that identify a row within the table.
    """

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    emits: tuple[str, ...] = ()
    may_emit: tuple[str, ...] = ()
    link_kind: str = "login"
    has_person: bool = True
    key: tuple[str, ...] = ()


_NEVER_MAPPED = frozenset({"event_id", "source", "person_id", "namespace", "identity", "log_seq"})
_IMPERSONAL = frozenset({"items", "item_states", "campaigns"})
_ONLY_ASKED = {"orders": ("order_placed",)}
_TEXT_EVENTS = ("product_reviewed", "products_searched", "question_asked", "service_chatted", "content_posted")


def _plan(name: str, required: str, *, extra: str = "", emits: tuple[str, ...] = (), link: str = "login") -> TablePlan:
    must = tuple(required.split())
    columns = () if name == "people" else TABLES[name].names
    optional = [c for c in (*columns, *extra.split()) if c not in must and c not in _NEVER_MAPPED]
    optional += [] if "message_id" in (*must, *optional) else ["message_id"]
    key = () if name in ("events", "people") else tuple(c for c in TABLES[name].key if c != "person_id")
    return TablePlan(
        must, tuple(optional), emits, (*emits, *_ONLY_ASKED.get(name, ())), link, name not in _IMPERSONAL, key
    )


_ORDER_EVENTS = ("order_completed", "order_refunded", "order_cancelled")
_MESSAGE_EVENTS = ("message_delivered", "message_opened", "message_clicked")
PLANS: dict[str, TablePlan] = {
    "events": _plan("events", "name occurred_at", extra="query"),
    "orders": _plan("orders", "order_id placed_at", extra="paid_minor", emits=_ORDER_EVENTS, link="order"),
    "order_lines": _plan(
        "order_lines", "order_id amount_minor", extra="occurred_at", emits=("order_line_recorded",), link="order"
    ),
    "people": _plan("people", "observed_at", emits=("trait_set",), link="member"),
    "items": _plan("items", "item_id title"),
    "item_states": _plan("item_states", "item_id observed_at"),
    "texts": _plan("texts", "kind text occurred_at", extra="session_id order_id channel", emits=_TEXT_EVENTS),
    "facts": _plan(
        "facts", "name value observed_at contract consent_id expires_at", extra="supplier", emits=("fact_observed",)
    ),
    "campaigns": _plan("campaigns", "campaign_id name starts_at"),
    "coupons": _plan("coupons", "coupon_id issued_at", extra="order_id", emits=("coupon_issued", "coupon_applied")),
    "consents": _plan(
        "consents", "purpose kind given_at", extra="channel", emits=("consent_given", "consent_withdrawn")
    ),
    "messages": _plan("messages", "message_id sent_at", emits=_MESSAGE_EVENTS),
}


def plan(table: str) -> TablePlan:
    """What a mapping to `table` must and may name.

    Raises:
        UnknownName: Sources cannot fill this table.
    """
    if table not in PLANS:
        raise UnknownName("table", table, PLANS)
    return PLANS[table]


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """One `[[source]]` of huaxiang.toml.

    Attributes:
        name: Unique name, part of every event id.
        kind: File of `ingest/sources/`: csv, jsonl or parquet.
        path: File, folder or glob, relative to the project folder.
        table: Canonical table.
        time_zone: Zone of instants without an offset; the project's unless set.
        currency: Currency of rows without one; the project's unless set.
        format: How the files are written.
        map: Canonical column → raw column or constant.
        values: Canonical column → raw value → canonical value.
        person: Namespace → raw columns.
        emit: Events to derive; the table's default when None.
        keep: Unmapped raw columns to keep; all when None.
        rows: `rows`; `lines` where each raw row is a line of an order; `repeated` where each row of an order repeats
            the whole order's amounts; `distinct` where rows repeat items or people.
        where: Raw column → values: only rows with one of them are rows of this source.
        split: What stands between several items in one cell of `item_id` and `title`; empty where each holds one.
    """

    name: str
    kind: str
    path: str
    table: str
    time_zone: str | None = None
    currency: str | None = None
    format: Format = field(default_factory=Format)
    map: Mapping[str, MapValue] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    person: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    emit: tuple[str, ...] | None = None
    keep: tuple[str, ...] | None = None
    rows: str = "rows"
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    split: str = ""

    @property
    def is_one_to_one(self) -> bool:
        """Whether each raw row becomes one canonical row."""
        return self.rows == "rows" and not self.split

    @property
    def plan(self) -> TablePlan:
        """What its table asks for."""
        return plan(self.table)

    @property
    def emits(self) -> tuple[str, ...]:
        """Events that its rows give."""
        return self.plan.emits if self.emit is None else self.emit

    def raw_columns(self) -> tuple[str, ...]:
        """Raw columns that the mapping names, without repeats, in order."""
        mapped = [column for value in self.map.values() for column in _columns_of(value)]
        people = [raw for columns in self.person.values() for raw in columns]
        return tuple(dict.fromkeys([*mapped, *people, *self.where]))

    def identity(self) -> dict[str, Any]:
        """Everything that decides what its rows become, as plain values to be hashed."""
        constants = {key: _plain(value) for key, value in self.map.items()}
        shape = {name: getattr(self.format, name) for name in self.format.__slots__}
        return {
            "name": self.name,
            "kind": self.kind,
            "table": self.table,
            "zone": self.time_zone,
            "currency": self.currency,
            "format": shape,
            "map": constants,
            "values": {key: dict(v) for key, v in self.values.items()},
            "person": dict(self.person),
            "keep": self.keep,
            "rows": self.rows,
            **({"where": {key: list(values) for key, values in self.where.items()}} if self.where else {}),
            **({"split": self.split} if self.split else {}),
        }


def _columns_of(value: MapValue) -> tuple[str, ...]:
    if isinstance(value, Computed):
        return value.columns
    return (value,) if isinstance(value, str) else ()


def _plain(value: MapValue) -> object:
    if isinstance(value, Computed):
        return asdict(value)
    return f"={value.value}" if isinstance(value, Constant) else value
