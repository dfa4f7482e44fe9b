from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest

from huaxiang.console.views import cohorts as module
from huaxiang.console.views.cohorts import LEAST_COHORT, cohorts
from huaxiang.console.views.sales import Orders
from huaxiang.domain.instants import Zone, from_iso
from huaxiang.project.opening import Project


def orders(rows: list[tuple[str, str]], as_of: str) -> Orders:
    columns = {
        "person_id": [person for person, _ in rows],
        "paid_at": [from_iso(at) for _, at in rows],
        "net_minor": [100] * len(rows),
        "currency": ["CNY"] * len(rows),
    }
    return Orders(pa.table(columns), from_iso(as_of))


def shown(patch: pytest.MonkeyPatch, found: Orders) -> list[dict[str, Any]]:
    patch.setattr(module, "paid_orders", lambda _: found)
    return cohorts(SimpleNamespace(zone=Zone("Asia/Shanghai")))  # type: ignore[arg-type]


def test_who_first_paid_in_a_local_month_is_followed_month_by_month(monkeypatch: pytest.MonkeyPatch) -> None:
    # 17:00 UTC on the last of January is February in Shanghai
    rows = [(f"p{n}", "2025-01-31T17:00:00Z") for n in range(40)]
    rows += [(f"p{n}", "2025-03-10T00:00:00Z") for n in range(10)]
    rows += [(f"p{n}", "2025-03-12T00:00:00Z") for n in range(10)]
    rows += [(f"q{n}", "2025-03-01T00:00:00Z") for n in range(30)]
    assert shown(monkeypatch, orders(rows, "2025-04-02T00:00:00Z")) == [
        {"month": "2025-02", "n_people": 40, "shares": [0.25, 0.0], "is_open": True},
        {"month": "2025-03", "n_people": 30, "shares": [0.0], "is_open": True},
        {"month": "2025-04", "n_people": 0, "shares": [], "is_open": False},
    ]


def test_shares_of_few_people_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [(f"p{n}", "2025-01-05T00:00:00Z") for n in range(LEAST_COHORT - 1)]
    assert shown(monkeypatch, orders(rows, "2025-02-02T00:00:00Z"))[0]["shares"] == [None]


def test_a_shop_without_orders_has_no_cohorts(monkeypatch: pytest.MonkeyPatch) -> None:
    empty = Orders(orders([("p", "2025-01-05T00:00:00Z")], "2025-02-02T00:00:00Z").rows.slice(0, 0), 0)
    assert shown(monkeypatch, empty) == []


def test_everyone_who_paid_in_a_year_is_in_one_cohort(demo_shop: Path) -> None:
    project = Project.open(demo_shop)
    found = cohorts(project)
    assert sum(row["n_people"] for row in found) <= len(module.paid_orders(project).buyers())
    assert all(len(row["shares"]) == len(found) - 1 - at for at, row in enumerate(found))
