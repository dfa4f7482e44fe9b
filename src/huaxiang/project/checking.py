"""`huaxiang check`: sources, lake, log, profiles and tags reconciled to zero difference."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from huaxiang.domain.instants import to_iso
from huaxiang.domain.tables import TABLES
from huaxiang.engines.lake import Lake
from huaxiang.project.receipts import Rows, read_forgotten
from huaxiang.tags.feed import FIELDS, replay_feed

if TYPE_CHECKING:
    from huaxiang.project.opening import Project

__all__ = ["check"]

_RESOLVED = frozenset({"people"})
"""Tables made anew from what sources say, one row a person."""
_LOG_PARTS = re.compile(r"log-\d{12}")
_DERIVED_PARTS = re.compile(rf"from-({'|'.join(TABLES)})|searches|{_LOG_PARTS.pattern}")


def check(project: Project) -> dict[str, Any]:
    """The document of `check --json`: each check counts the same thing on two sides."""
    manifest, store, lake = project.manifest(), project.store(), project.lake()
    meta, forgotten = store.meta(), read_forgotten(project.derived / "runs" / project.current_run())
    checks: list[dict[str, Any]] = []

    def compare(name: str, left: int, right: int, difference: int | None = None) -> None:
        gap = abs(left - right) if difference is None else difference
        checks.append({"name": name, "left": left, "right": right, "difference": gap})

    ingest = manifest["stages"]["ingest"]
    compare("source rows = used + rejected", ingest["rows_in"], ingest["rows_out"] + sum(ingest["rejects"].values()))
    compare("rejects kept", sum(ingest["rejects"].values()), lake.count("rejects") + forgotten.of("rejects"))
    _compare_lake(lake, forgotten, manifest, compare)
    log = project.log()
    n_in_lake = _rows(lake, "events", _LOG_PARTS) + forgotten.of("events", _LOG_PARTS)
    compare("log events in the lake", ingest["log"], n_in_lake)
    compare("log position not beyond the log", max(meta.log_seq - log.last_seq(), 0), 0)
    log.close()
    held: dict[tuple[str, str], dict[str, Any]] = {}
    by_status: Counter[str] = Counter()
    n_people = 0
    for profile in store.profiles():
        n_people += 1
        for tag in profile.tags:
            held[profile.person_id, tag.tag_key] = {name: getattr(tag, name) for name in FIELDS}
            by_status[tag.status] += 1
    _compare_feed(store, held, compare)
    if meta.log_seq == manifest["log_seq"] and to_iso(meta.as_of) == manifest["as_of"]:
        compare("people in lake and store", lake.count("people"), n_people)
        compare("assignments in lake and store", lake.count("assignments"), len(held))
        for status, n in sorted(manifest["assignments_by_status"].items()):
            compare(f"assignments {status}", n, by_status[status] + forgotten.statuses[status])
    store.close()
    return {
        "as_of": to_iso(meta.as_of),
        "run_id": meta.run_id,
        "difference": sum(each["difference"] for each in checks),
        "checks": checks,
    }


def _compare_lake(lake: Lake, forgotten: Rows, manifest: Mapping[str, Any], compare: Any) -> None:
    """Rows of every table against the raw rows that they stand for, and what the lake holds now and was forgotten.

    Several raw rows may be one row (items, lines of an order), or one several (items in one cell).
    """
    ingest = manifest["stages"]["ingest"]
    used: Counter[str] = Counter()
    for source in ingest["sources"].values():
        used[source["table"]] += source["used"]
    for name, behind in sorted(ingest["behind"].items()):
        compare(f"rows used in {name}", used[name], behind["raw_rows"])
        if name not in _RESOLVED:
            n_own = lake.count(name) - _rows(lake, name, _DERIVED_PARTS)
            n_gone = forgotten.of(name) - forgotten.of(name, _DERIVED_PARTS)
            compare(f"rows of {name} from sources", behind["rows"], n_own + n_gone)
    for name, known in sorted(manifest["tables"].items()):
        compare(f"rows of {name} as built", known["rows"], lake.count(name) + forgotten.of(name))


def _rows(lake: Lake, name: str, parts: re.Pattern[str]) -> int:
    return sum(lake.count_of(path) for path in lake.files(name) if parts.fullmatch(path.stem))


def _compare_feed(store: Any, held: dict[tuple[str, str], dict[str, Any]], compare: Any) -> None:
    def entries() -> Any:
        after = 0
        while changes := store.changes(after, limit=50_000):
            yield from changes
            after = changes[-1].seq

    replayed = replay_feed(entries())
    different = sum(1 for key in held.keys() | replayed.keys() if held.get(key) != replayed.get(key))
    compare("feed replayed = assignments", len(replayed), len(held), different)
