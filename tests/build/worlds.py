"""Rows of tables and profiles for the tests of this folder."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from huaxiang.domain.profiles import HeldTag, Profile
from huaxiang.domain.tables import table


def rows(name: str, *given: dict[str, Any]) -> pa.Table:
    """Rows of a table; required columns that are not given are empty or 0."""
    schema = table(name).schema
    blank = {field.name: None if field.nullable else ("" if field.type == pa.string() else 0) for field in schema}
    return pa.Table.from_pylist([blank | each for each in given], schema=schema)


def tag(key: str, *, status: str = "active", score: int = 500, evidence: str = "ev") -> HeldTag:
    return HeldTag(key, 1, status, score, None, None, 900, 5, None, None, evidence, "event", {"events": ["e1"]}, None)


def profile(person: str, *tags: HeldTag, **known: Any) -> Profile:
    usual: dict[str, Any] = {"features": {}, "memberships": [], "traits": {}, "facts": {}}
    return Profile(person_id=person, as_of=9, run_id="r1", next_due=99, tags=list(tags), **(usual | known))
