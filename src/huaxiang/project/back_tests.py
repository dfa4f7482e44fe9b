"""Back-tests of the flag rules over the lake of the current run, kept beside it once measured."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa

from huaxiang.domain.errors import StorageError
from huaxiang.domain.events import FOLD_SCHEMA
from huaxiang.domain.ids import person_number
from huaxiang.domain.instants import to_iso
from huaxiang.engines.base import Session
from huaxiang.engines.lake import Lake
from huaxiang.project.readable import Readable
from huaxiang.project.selecting import engine_session
from huaxiang.tags.backtest import Backtest, backtest
from huaxiang.tags.rulebook import project_rules, shipped_rules

__all__ = ["DAYS", "MAX_PEOPLE", "known_back_tests", "run_back_tests"]

DAYS = 9
MAX_PEOPLE = 20_000
"""People looked at: a larger shop is sampled by hash of person, and its counts are of the sample."""
_COLUMNS = ("event_id", "name", "occurred_at", "item_id", "order_id", "session_id", "l1", "l2", "l3")


def known_back_tests(project: Readable) -> dict[str, dict[str, Any]]:
    """Back-tests by tag key that were measured on the current run; none before `run_back_tests`."""
    path = _path(project)
    if not path.exists():
        return {}
    found: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return found


def run_back_tests(
    project: Readable, *, days: int = DAYS, progress: Callable[[str], None] = lambda _: None
) -> dict[str, dict[str, Any]]:
    """Measures every rule over the days before the run's as-of, and keeps the result.

    Returns:
        By tag key: days, as_of, people, sampled_share, flagged, share, hits_a_day, raises, conversion (0..1 within
        72 hours, None when nothing could be followed).

    Raises:
        StorageError: The result cannot be kept.
    """
    as_of = project.store().meta().as_of
    lake = project.lake()
    measured = {}
    with engine_session(project) as session:
        events, share = _events(lake, session)
        for rule in (*shipped_rules(), *project_rules(project.folder / "rules")):
            progress(f"back-test of {rule.key}")
            measured[rule.key] = _row(backtest(rule, events, days, as_of=as_of), share, as_of)
    path = _path(project)
    try:
        path.write_text(json.dumps(measured, ensure_ascii=False, indent=1), encoding="utf-8")
    except OSError as error:
        raise StorageError(f"{path}: cannot write: {error.strerror or error}") from error
    return measured


def _path(project: Readable) -> Path:
    run_id = project.store().meta().run_id
    return project.folder / ".huaxiang" / "runs" / run_id / "back_tests.json"


def _events(lake: Lake, session: Session) -> tuple[Any, float]:
    """Events of the chosen people with their person ids, and the share of people chosen."""
    known = lake.read("identities").select(["identity", "person_id"])
    people = sorted(set(known["person_id"].to_pylist()))
    step = max(1, -(-len(people) // MAX_PEOPLE))
    chosen = {person for person in people if person_number(person) % step == 0}
    mask = pa.array([person in chosen for person in known["person_id"].to_pylist()], pa.bool_())
    owners = session.arrow(known.filter(mask), "back_test_people")
    rows = session.parquet(lake.files("fold_events"), FOLD_SCHEMA)
    share = len(chosen) / len(people) if people else 0.0
    return rows.inner_join(owners, "identity").select("person_id", *_COLUMNS), share


def _row(measured: Backtest, share: float, as_of: int) -> dict[str, Any]:
    return {
        "days": measured.days,
        "as_of": to_iso(as_of),
        "people": measured.n_people,
        "sampled_share": round(share, 6),
        "flagged": measured.n_flagged,
        "share": round(measured.share, 6),
        "hits_a_day": round(measured.hits_a_day, 3),
        "raises": measured.n_raises,
        "conversion": None if measured.conversion is None else round(measured.conversion, 6),
    }
