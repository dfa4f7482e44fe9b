"""Staged parts of all files become the tables of a lake: one row a key, erased people dropped, events derived."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from huaxiang.domain.tables import TABLES
from huaxiang.engines.base import Session
from huaxiang.engines.lake import Lake
from huaxiang.ingest.derived import derived_events
from huaxiang.ingest.expressions import identifier, literal
from huaxiang.ingest.mapping import SourceSpec
from huaxiang.ingest.staging import Staged

__all__ = ["Gathering", "gather"]

_LATER = {
    "orders": "closed_at DESC NULLS LAST, paid_at DESC NULLS LAST, refund_minor DESC, placed_at DESC",
    "items": "listed_at DESC NULLS LAST",
    "coupons": "used_at DESC NULLS LAST, issued_at",
    "messages": "clicked_at DESC NULLS LAST, opened_at DESC NULLS LAST, delivered_at DESC NULLS LAST",
    "facts": "observed_at DESC",
    "consents": "withdrawn_at DESC NULLS LAST",
}
_AMOUNTS = frozenset({"gross_minor", "net_minor", "paid_minor"})
_EXTRAS = ("_session_id", "_order_id", "_channel", "_occurred_at")


@dataclass(slots=True)
class Gathering:
    """What was written.

    Attributes:
        tables: Rows of each table of the lake.
        behind: By table that sources give: its rows from them, and the raw rows that these stand for.
        dropped: Raw rows dropped after reading: source → reason → number.
    """

    tables: dict[str, int] = field(default_factory=dict)
    behind: dict[str, tuple[int, int]] = field(default_factory=dict)
    dropped: dict[str, dict[str, int]] = field(default_factory=dict)

    def drop(self, source: str, reason: str, n: int) -> None:
        """Counts dropped rows."""
        reasons = self.dropped.setdefault(source, {})
        reasons[reason] = reasons.get(reason, 0) + n


Part = tuple[SourceSpec, Path, Staged]


@dataclass(slots=True)
class _Work:
    parts: Sequence[Part]
    lake: Lake
    session: Session
    done: Gathering
    has_erased: bool = False
    number: int = 0

    def run(self, sql: str) -> Any:
        return self.session.connection.execute(sql)

    def of(self, table: str) -> list[Part]:
        return [part for part in self.parts if part[0].table == table]

    def copy(self, table: str, part: str, sql: str) -> int:
        rows = self.session.copy(sql, self.lake.part(table, part))
        self.done.tables[table] = self.done.tables.get(table, 0) + rows
        return rows


def gather(
    parts: Sequence[Part],
    *,
    lake: Lake,
    session: Session,
    tombstones: frozenset[str],
    tombstone_of: Callable[[str], str],
) -> Gathering:
    """Writes the lake's tables from staged parts.

    Args:
        parts: Mapping, raw path and staged part of every file, in order.
        lake: An empty lake.
        session: An open engine.
        tombstones: Hashes of erased identities: rows that name one are dropped as `erased`.
        tombstone_of: Hash of an identity.

    Returns:
        Rows of each table, and rows dropped by source and reason.
    """
    work = _Work(parts, lake, session, Gathering())
    _find_erased(work, tombstones, tombstone_of)
    _events(work)
    for table in TABLES:
        if table != "events" and work.of(table):
            _table(work, table)
    _order_line_events(work)
    _search_texts(work)
    _people_events(work)
    _identities(work)
    _rejects(work)
    for name in ("_erased", "_erased_orders", "_repeated", "_rows", "_kept"):
        work.run(f"DROP TABLE IF EXISTS {name}")
    return work.done


def _file(path: Path) -> str:
    return f"read_parquet({literal(str(path))})"


def _union(paths: list[Path]) -> str:
    return f"read_parquet([{', '.join(literal(str(p)) for p in paths)}], union_by_name=true)"


def _find_erased(work: _Work, tombstones: frozenset[str], tombstone_of: Callable[[str], str]) -> None:
    work.run("CREATE OR REPLACE TEMP TABLE _erased (identity VARCHAR)")
    work.run("CREATE OR REPLACE TEMP TABLE _erased_orders (order_id VARCHAR)")
    if not tombstones:
        return
    for _, _, staged in work.parts:
        if staged.part("seen").exists():
            seen = pq.read_table(staged.part("seen"), columns=["identity"])["identity"].to_pylist()
            for name in seen:
                if tombstone_of(name) in tombstones:
                    work.has_erased = True
                    work.session.connection.execute("INSERT INTO _erased VALUES (?)", [name])


def _events(work: _Work) -> None:
    parts = work.of("events")
    for source in dict.fromkeys(spec.name for spec, _, _ in parts):
        own = [part for part in parts if part[0].name == source]
        repeated = _repeated_ids(work, own)
        for number, part in enumerate(own):
            conditions = _event_conditions(work, own[:number], repeated=repeated)
            target = work.lake.part("events", f"{source}-{number:04d}")
            if conditions:
                rows = _file(part[2].part("rows"))
                kept = work.copy("events", f"{source}-{number:04d}", f"SELECT * FROM {rows} WHERE {conditions}")
                _count_dropped_events(work, part, part[2].rows_out - kept)
            else:
                _link(part[2].part("rows"), target)
                work.done.tables["events"] = work.done.tables.get("events", 0) + part[2].rows_out
    if parts:
        work.done.behind["events"] = (work.done.tables["events"], work.done.tables["events"])


def _repeated_ids(work: _Work, parts: list[Part]) -> bool:
    """Whether an event id comes in several files of a source; these ids go to `_repeated`."""
    if len(parts) < 2:
        return False
    rows = _union([staged.part("rows") for _, _, staged in parts])
    work.run(
        "CREATE OR REPLACE TEMP TABLE _repeated AS SELECT event_id FROM"
        f" (SELECT event_id FROM {rows} WHERE hash(event_id) IN"
        f" (SELECT hash(event_id) FROM {rows} GROUP BY 1 HAVING count(*) > 1)) GROUP BY 1 HAVING count(*) > 1"
    )
    return bool(work.run("SELECT count(*) FROM _repeated").fetchone()[0])


def _erased_in(ids: str) -> str:
    return f"list_has_any({ids}, (SELECT list(identity) FROM _erased))"


_EVENT_IDS = "list_concat([coalesce(namespace || ':' || identity, '')], string_split(coalesce(_others, ''), chr(31)))"


def _event_conditions(work: _Work, earlier: list[Part], *, repeated: bool) -> str:
    conditions = []
    if repeated and earlier:
        before = _union([staged.part("rows") for _, _, staged in earlier])
        conditions.append(
            "event_id NOT IN (SELECT r.event_id FROM _repeated r SEMI JOIN"
            f" (SELECT event_id FROM {before}) b ON b.event_id = r.event_id)"
        )
    if work.has_erased:
        conditions.append(f"NOT {_erased_in(_EVENT_IDS)}")
    return " AND ".join(conditions)


def _count_dropped_events(work: _Work, part: Part, dropped: int) -> None:
    erased = 0
    if work.has_erased:
        rows = _file(part[2].part("rows"))
        erased = int(work.run(f"SELECT count(*) FROM {rows} WHERE {_erased_in(_EVENT_IDS)}").fetchone()[0])
    for reason, n in (("erased", erased), ("duplicate", dropped - erased)):
        if n:
            work.done.drop(part[0].name, reason, n)
            _note(work, part[0].name, part[1], reason, n)


def _note(work: _Work, source: str, path: Path, reason: str, n: int) -> None:
    """One line of `rejects` for rows that were dropped together: they stand elsewhere, or must not be shown."""
    work.number += 1
    raw = "rows of erased people" if reason == "erased" else f"{n} rows that stand in an earlier file or row"
    work.session.copy(
        f"SELECT {literal(source)} AS source, {literal(str(path))} AS path, NULL::BIGINT AS line,"
        f" {literal(reason)} AS reason, {literal(raw)} AS raw FROM range({n})",
        work.lake.part("rejects", f"dropped-{work.number:04d}"),
    )


def _link(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _load(work: _Work, table: str) -> None:
    """All staged rows of a table with `_source`, `_path` and `_emit`, one row a key, in the temp table `_rows`."""
    parts = work.of(table)
    selects = []
    for spec, path, staged in parts:
        emit = "[" + ", ".join(literal(e) for e in spec.emits) + "]::VARCHAR[]"
        there = set(pq.read_schema(staged.part("rows")).names)
        extras = "".join(
            f", NULL::{'BIGINT' if c == '_occurred_at' else 'VARCHAR'} AS {c}" for c in _EXTRAS if c not in there
        )
        lines = "" if "_lines" in there else ", 1 AS _lines"
        selects.append(
            f"SELECT *{extras}{lines}, {literal(spec.name)} AS _source, {literal(str(path))} AS _path, {emit} AS _emit"
            f" FROM {_file(staged.part('rows'))}"
        )
    work.run(f"CREATE OR REPLACE TEMP TABLE _rows AS {' UNION ALL BY NAME '.join(selects)}")
    has_person = parts[0][0].plan.has_person
    if table == "order_lines":
        _number_lines(work)
    if table == "orders":
        _amounts_of_lines(work)
    if table == "texts" and work.of("orders"):
        _people_of_orders(work)
    _drop(work, table, key=_key(parts[0][0], table), has_person=has_person)
    if table == "orders":
        work.run("INSERT INTO _erased_orders SELECT order_id FROM _kept WHERE _is_erased")
    work.run("CREATE OR REPLACE TEMP TABLE _rows AS SELECT * FROM _kept WHERE _rank = 1 AND NOT _is_erased")


def _drop(work: _Work, table: str, *, key: str, has_person: bool) -> None:
    """Marks rows of erased people and rows whose key came before; counts and notes both."""
    later = f"{_LATER[table]}, " if table in _LATER else ""
    erased = _erased_in("_identities") if has_person and work.has_erased else "false"
    if table in ("order_lines", "texts"):
        order = "order_id" if table == "order_lines" else "_order_id"
        erased = f"({erased} OR coalesce({order} IN (SELECT order_id FROM _erased_orders), false))"
    work.run(
        "CREATE OR REPLACE TEMP TABLE _kept AS SELECT *, row_number() OVER"
        f" (PARTITION BY {key} ORDER BY {later}_source, _path, _id) AS _rank, {erased} AS _is_erased FROM _rows"
    )
    dropped = work.run(
        "SELECT _source, _path, CASE WHEN _is_erased THEN 'erased' ELSE 'duplicate' END, sum(_lines)::BIGINT"
        " FROM _kept WHERE _rank > 1 OR _is_erased GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    for source, path, reason, n in dropped:
        work.done.drop(source, reason, int(n))
        _note(work, source, Path(path), reason, int(n))


def _amounts_of_lines(work: _Work) -> None:
    """Orders of a source that maps no amount come to what their lines come to."""
    bare = [spec.name for spec, _, _ in work.of("orders") if not _AMOUNTS & set(spec.map)]
    lines = [staged.part("rows") for _, _, staged in work.of("order_lines")]
    if not bare or not lines:
        return
    among = f"_source IN ({', '.join(literal(name) for name in bare)}) AND _sum IS NOT NULL"
    paid = "CASE WHEN paid_at IS NULL THEN 0 ELSE _sum - refund_minor END"
    work.run(
        "CREATE OR REPLACE TEMP TABLE _rows AS SELECT * EXCLUDE (_sum) REPLACE ("
        f"CASE WHEN {among} THEN _sum + discount_minor ELSE gross_minor END AS gross_minor,"
        f" CASE WHEN {among} THEN {paid} ELSE net_minor END AS net_minor)"
        f" FROM _rows LEFT JOIN (SELECT order_id, sum(amount_minor)::BIGINT AS _sum FROM {_union(lines)}"
        " GROUP BY order_id) USING (order_id)"
    )


def _people_of_orders(work: _Work) -> None:
    """Texts without an identity that name an order are those of its buyer."""
    work.run(
        "CREATE OR REPLACE TEMP TABLE _rows AS SELECT t.* REPLACE ("
        "coalesce(t.person_id, o._identities[1]) AS person_id,"
        " CASE WHEN len(t._identities) > 0 THEN t._identities ELSE coalesce(o._identities, t._identities) END"
        " AS _identities) FROM _rows t LEFT JOIN (SELECT order_id AS _order, _identities FROM _order_rows) o"
        " ON o._order = t._order_id"
    )


def _key(spec: SourceSpec, table: str) -> str:
    if table == "people":
        return "_id"
    key = [identifier(column) for column in spec.plan.key]
    if "person_id" in TABLES[table].key:
        key.append("coalesce(person_id, _id)")
    return ", ".join(key)


def _number_lines(work: _Work) -> None:
    work.run(
        "CREATE OR REPLACE TEMP TABLE _rows AS SELECT * REPLACE (coalesce(line_number,"
        " row_number() OVER (PARTITION BY order_id ORDER BY item_id, amount_minor, quantity, _path))"
        " AS line_number) FROM _rows"
    )


def _table(work: _Work, table: str) -> None:
    _load(work, table)
    if table == "order_lines":
        work.run("CREATE OR REPLACE TEMP TABLE _line_rows AS SELECT * FROM _rows")
    if table == "orders":
        work.run(
            "CREATE OR REPLACE TEMP TABLE _order_rows AS SELECT order_id, coalesce(paid_at, CASE WHEN status IN"
            " ('paid', 'shipped', 'completed', 'refunded') THEN placed_at END) AS _at, channel AS _channel,"
            " _identities FROM _rows"
        )
    if table == "people":
        work.run("CREATE OR REPLACE TEMP TABLE _people_rows AS SELECT * FROM _rows")
        _count_behind(work, table)
        return
    columns = ", ".join(identifier(c) for c in TABLES[table].names)
    must = " AND ".join(f"{identifier(c.name)} IS NOT NULL" for c in TABLES[table].columns if not c.is_nullable)
    _count_unowned(work, must)
    _count_behind(work, table)
    work.copy(table, "part-0", f"SELECT {columns} FROM _rows WHERE {must}")
    sql = None if table == "order_lines" else derived_events(table, "_rows")
    if sql:
        work.copy("events", f"from-{table}", sql)


def _count_behind(work: _Work, table: str) -> None:
    rows, raw = work.run("SELECT count(*), coalesce(sum(_lines), 0)::BIGINT FROM _rows").fetchone()
    work.done.behind[table] = (int(rows), int(raw))


def _count_unowned(work: _Work, must: str) -> None:
    """Facts and consents without a person cannot stand in their tables."""
    rows = work.run(
        f"SELECT _source, _path, sum(_lines)::BIGINT FROM _rows WHERE NOT ({must}) GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    for source, path, n in rows:
        work.done.drop(source, "no_identity", int(n))
        _note(work, source, Path(path), "no_identity", int(n))
    work.run(f"CREATE OR REPLACE TEMP TABLE _rows AS SELECT * FROM _rows WHERE {must}")


def _order_line_events(work: _Work) -> None:
    if not work.of("order_lines"):
        return
    if not work.of("orders"):
        work.run(
            "CREATE OR REPLACE TEMP TABLE _order_rows (order_id VARCHAR, _at BIGINT, _channel VARCHAR,"
            " _identities VARCHAR[])"
        )
    joined = (
        "(SELECT l.* EXCLUDE (_identities, _channel), coalesce(o._at, CASE WHEN o.order_id IS NULL"
        " THEN l._occurred_at END) AS _at, coalesce(o._channel, l._channel) AS _channel,"
        " CASE WHEN len(o._identities) > 0 THEN o._identities ELSE l._identities END AS _identities"
        " FROM _line_rows l LEFT JOIN _order_rows o USING (order_id))"
    )
    sql = derived_events("order_lines", joined)
    assert sql is not None
    work.copy("events", "from-order_lines", sql)
    work.run("DROP TABLE _line_rows")
    work.run("DROP TABLE _order_rows")


def _people_events(work: _Work) -> None:
    if work.of("people"):
        sql = derived_events("people", "_people_rows")
        assert sql is not None
        work.copy("events", "from-people", sql)
        work.run("DROP TABLE _people_rows")


def _search_texts(work: _Work) -> None:
    """Search queries of tracking events are texts of kind search."""
    if not any("query" in spec.map for spec, _, _ in work.of("events")):
        return
    files = [f for f in work.lake.files("events") if not f.name.startswith("from-")]
    first = "namespace || ':' || identity"
    sql = (
        f"SELECT event_id AS text_id, {first} AS person_id, 'search' AS kind, _query AS text, occurred_at, item_id,"
        f" source FROM {_union(files)} WHERE _query IS NOT NULL AND _query <> ''"
    )
    work.copy("texts", "searches", sql)


def _identities(work: _Work) -> None:
    parts = [staged for spec, _, staged in work.parts if staged.part("seen").exists()]
    if not parts:
        return
    seen, links = _union([p.part("seen") for p in parts]), _union([p.part("links") for p in parts])
    known = "identity NOT IN (SELECT identity FROM _erased)"
    work.copy(
        "identities_seen",
        "part-0",
        f"SELECT identity, min(first_seen_at) AS first_seen_at FROM {seen} WHERE {known} GROUP BY 1",
    )
    work.copy(
        "links",
        "part-0",
        "SELECT a, b, kind, min(occurred_at) AS occurred_at, max(weight_milli) AS weight_milli,"
        f" min(event_id) AS event_id FROM {links} WHERE a NOT IN (SELECT identity FROM _erased)"
        " AND b NOT IN (SELECT identity FROM _erased) GROUP BY a, b, kind",
    )


def _rejects(work: _Work) -> None:
    for number, (spec, path, staged) in enumerate(work.parts):
        if staged.rejects:
            own = f"SELECT * REPLACE ({literal(spec.name)} AS source, {literal(str(path))} AS path)"
            work.session.copy(
                f"{own} FROM {_file(staged.part('rejects'))}", work.lake.part("rejects", f"{spec.name}-{number:04d}")
            )
    work.done.tables["rejects"] = sum(int(pq.read_metadata(path).num_rows) for path in work.lake.files("rejects"))
