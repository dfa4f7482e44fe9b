from __future__ import annotations

from collections.abc import Callable

from huaxiang.ingest.propose.date_parts import counted_visits, date_parts
from huaxiang.ingest.propose.seen import SeenTable


def test_year_month_day_and_hour_are_one_instant(seen: Callable[..., SeenTable]) -> None:
    rows = [(2019 + n % 2, 1 + n % 12, 1 + n % 28, n % 24) for n in range(60)]
    found = date_parts(seen("x", ["Year", "Month", "Day", "Hour"], rows).view.profiles)
    assert found is not None
    assert (found.columns, found.time) == (("Year", "Month", "Day", "Hour"), "%Y %m %d %H")
    found = date_parts(
        seen("x", ["年", "月", "订单号", "日"], [(y, m, n, d) for n, (y, m, d, _) in enumerate(rows)]).view.profiles
    )
    assert found is not None
    assert (found.columns, found.time) == (("年", "月", "日"), "%Y %m %d")


def test_a_month_without_a_year_or_out_of_range_is_no_date(seen: Callable[..., SeenTable]) -> None:
    rows = [(1 + n % 12, 1 + n % 28) for n in range(60)]
    assert date_parts(seen("x", ["month", "day"], rows).view.profiles) is None
    rows = [(2019, 1 + n % 40) for n in range(60)]
    assert date_parts(seen("x", ["year", "month"], rows).view.profiles) is None


def test_a_column_that_counts_the_visits_of_each_person_is_told(seen: Callable[..., SeenTable]) -> None:
    rows = [
        (person, number, 1 + (person + number) % 5) for person in range(100, 130) for number in range(1, 2 + person % 6)
    ]
    table = seen("x", ["user_id", "order_number", "other"], rows)
    assert counted_visits(table.profile("order_number"), table.profile("user_id"))
    assert not counted_visits(table.profile("other"), table.profile("user_id"))
