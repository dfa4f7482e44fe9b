from __future__ import annotations

from pathlib import Path

import pytest

from huaxiang.console.views.curve import CURVE_DAYS, daily_orders, promotions
from huaxiang.domain.errors import ConfigurationError
from huaxiang.project.opening import Project

CALENDAR = """promotions:
- {key: b, label: 双11, kind: promotion, start: 2025-10-15, end: 2025-11-11}
- {key: a, label: 七夕, kind: gifts, start: 2025-08-25, end: 2025-08-29}
- {key: c, label: 回落, kind: slump, start: 2025-11-12, end: 2025-11-30}
"""


def test_each_paid_order_stands_on_its_local_day(demo_shop: Path) -> None:
    project = Project.open(demo_shop)
    found = daily_orders(project)
    paid = [row for row in project.lake().read("orders").to_pylist() if row["paid_at"] is not None]
    last = project.zone.local_day(project.store().meta().as_of)
    shown = [row for row in paid if 0 <= last - project.zone.local_day(row["paid_at"]) < CURVE_DAYS]
    assert len(found["days"]) == len(found["orders"]) == len(found["net"]) == CURVE_DAYS
    assert sum(found["orders"]) == len(shown)
    assert sum(found["net"]) == sum(row["net_minor"] for row in shown)
    assert all(found["days"][0] <= each["start"] <= each["end"] <= found["days"][-1] for each in found["promotions"])


def test_promotions_and_feasts_come_by_their_first_day(tmp_path: Path) -> None:
    (tmp_path / "calendar.yaml").write_text(CALENDAR, encoding="utf-8")
    assert promotions(tmp_path) == [
        {"label": "七夕", "start": "2025-08-25", "end": "2025-08-29"},
        {"label": "双11", "start": "2025-10-15", "end": "2025-11-11"},
    ]


def test_a_shop_needs_no_calendar(tmp_path: Path) -> None:
    assert promotions(tmp_path) == []


@pytest.mark.parametrize(
    "text", ["- 1", "promotions:\n- {label: a, start: soon, end: later}", "promotions: [", "promotions: 3"]
)
def test_a_broken_calendar_is_told_with_its_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "calendar.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"calendar\.yaml"):
        promotions(tmp_path)
