"""An engine, a lake and a store in a temporary folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from huaxiang.domain.profiles import HeldTag, Profile
from huaxiang.engines.base import Limits, Session
from huaxiang.engines.duckdb import DuckDB
from huaxiang.engines.lake import Lake
from huaxiang.stores.sqlite import SQLiteStore


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with DuckDB().session(Limits(1, 500, tmp_path / "spill")) as opened:
        yield opened


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SQLiteStore]:
    opened = SQLiteStore(tmp_path / "one.sqlite")
    yield opened
    opened.close()


def held_tag(key: str = "fact.buyer", **fields: object) -> HeldTag:
    values: dict[str, object] = {
        "definition_version": 1,
        "status": "active",
        "score_milli": 1000,
        "strength": None,
        "stance": None,
        "confidence_milli": 1000,
        "valid_from": 5,
        "valid_until": None,
        "model_id": None,
        "evidence_id": "e1",
        "evidence_kind": "fact",
        "references": {"n_orders": 1},
        "level": None,
    }
    return HeldTag(key, **(values | fields))  # type: ignore[arg-type]


def profile(person: str, *tags: HeldTag, **fields: object) -> Profile:
    values: dict[str, object] = {
        "as_of": 100,
        "run_id": "r",
        "next_due": 200,
        "tags": list(tags),
        "features": {},
        "memberships": [],
        "traits": {},
        "facts": {},
    }
    return Profile(person, **(values | fields))  # type: ignore[arg-type]
