from __future__ import annotations

from collections.abc import Callable

import pytest

from huaxiang.ingest.mapping import Computed, Constant
from huaxiang.ingest.propose.columns import Drafting, columns_of
from huaxiang.ingest.propose.seen import SeenTable


@pytest.mark.parametrize(
    ("rows", "columns", "value"),
    [
        ([("03/04/2021",), ("25/04/2021",)], ["date"], Computed(("date",), "join", time="%d/%m/%Y")),
        ([("2021-04-03",), ("2021-04-25",)], ["date"], "date"),
        (
            [("2021/04/03", "9:05"), ("2021/04/25", "19:05")],
            ["date", "hour"],
            Computed(("date", "hour"), "join", time="%Y/%m/%d %H:%M"),
        ),
        (
            [("2021-04-03", "9"), ("2021-04-25", "19")],
            ["date", "hour"],
            Computed(("date", "hour"), "join", time="%Y-%m-%d %H"),
        ),
        (
            [(str(n), str(930 + n % 20)) for n in range(1, 60)],
            ["day", "trans_time"],
            Computed(("day", "trans_time"), "join", time="days", since="2020-01-01"),
        ),
        (
            [(f"{1 + n % 12:02d}{1 + n % 28:02d}",) for n in range(60)],
            ["time_stamp"],
            Computed(("time_stamp",), "join", time="%m%d", since="2020-01-01"),
        ),
        (
            [(str(42100 + n),) for n in range(60)],
            ["order_date"],
            Computed(("order_date",), "join", time="days", since="1899-12-30"),
        ),
        (
            [("2021-04-03", "163105"), ("2021-04-25", "90500")],
            ["date", "time"],
            Computed(("date", "time"), "join", time="%Y-%m-%d %H%M%S"),
        ),
        (
            [(2019 + n % 2, 1 + n % 12, 1 + n % 28) for n in range(60)],
            ["year", "month", "day"],
            Computed(("year", "month", "day"), "join", time="%Y %m %d"),
        ),
        (
            [(str(n),) for n in range(1, 60)],
            ["week_no"],
            Computed(("week_no",), "join", time="weeks", since="2020-01-01"),
        ),
    ],
)
def test_instants_of_one_or_two_columns(
    rows: list[tuple[object, ...]], columns: list[str], value: object, seen: Callable[..., SeenTable]
) -> None:
    new = Drafting(seen("x", columns, rows), {}, "2024-01-01")
    assert new.instant("occurred_at", "time", must=True)
    assert new.map["occurred_at"] == value


def test_without_time_everything_counts_as_one_day(seen: Callable[..., SeenTable]) -> None:
    new = Drafting(seen("x", ["user_id"], [(n,) for n in range(20)]), {}, "2024-01-01")
    new.instant("occurred_at", "time", must=True)
    assert new.map["occurred_at"] == Constant("2024-01-01")
    assert new.notes["occurred_at"].confidence < 0.5


def test_minor_units_and_decimal_commas_are_said_in_the_format(seen: Callable[..., SeenTable]) -> None:
    fen = Drafting(seen("x", ["item_id", "amount_fen"], [(f"P{n}", 100 + n) for n in range(30)]), {}, "2024-01-01")
    fen.take("amount_minor", "amount")
    assert fen.draft("x", "events").format == {"money": "minor"}
    comma = Drafting(seen("x", ["item_id", "preis"], [(f"P{n}", f"{n},50") for n in range(30)]), {}, "2024-01-01")
    comma.take("price_minor", "price")
    assert comma.draft("x", "items").format == {"decimal": ","}


def test_raw_columns_of_every_kind_of_value() -> None:
    assert [columns_of(v) for v in ("a", Constant("x"), Computed(("a", "b")))] == [("a",), (), ("a", "b")]


def test_words_for_missing_cells_are_said_in_the_format(seen: Callable[..., SeenTable]) -> None:
    table = seen("x", ["item_id", "price"], [(f"P{n}", "NA" if n % 3 else n + 0.5) for n in range(30)])
    new = Drafting(table, {}, "2024-01-01")
    new.take("price_minor", "price")
    assert new.draft("x", "items").format == {"nulls": ["", "NA"]}
