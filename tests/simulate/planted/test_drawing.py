from __future__ import annotations

import duckdb
import numpy as np
import pytest

from huaxiang.domain.errors import OutOfRange, UnknownName
from huaxiang.domain.tables import table
from huaxiang.simulate.planted import drawing
from huaxiang.simulate.planted.drawing import Planted, draw, oracle_agreement
from huaxiang.simulate.planted.personas import read_personas

EXTREMES = {
    "bulk_buyer": "sum(quantity) FILTER (name = 'order_line_recorded')",
    "endless_commenter": "count(*) FILTER (name = 'content_commented')",
    "serial_returner": "count(*) FILTER (name = 'order_refunded')",
    "collector": "median(amount_minor / quantity) FILTER (name = 'order_line_recorded')",
    "omnivore": "count(DISTINCT session_id)",
    "group_buying_leader": "count(*) FILTER (name = 'product_shared')",
}


def test_the_same_seed_draws_the_same_people_and_another_one_others() -> None:
    one, again, other = draw(200, "hard", 7), draw(200, "hard", 7), draw(200, "hard", 8)
    assert one.events.equals(again.events)
    assert one.items.equals(again.items)
    assert np.array_equal(one.persona, again.persona)
    assert np.array_equal(one.oracle, again.oracle)
    assert not one.events.equals(other.events)


def test_shares_are_those_asked_for(planted: Planted) -> None:
    assert planted.is_outlier.sum() == 60
    assert np.array_equal(planted.persona == -1, planted.is_outlier)
    assert np.array_equal(planted.outlier_kind >= 0, planted.is_outlier)
    assert np.bincount(planted.outlier_kind[planted.is_outlier]).tolist() == [10] * 6
    shares = np.bincount(planted.persona[~planted.is_outlier], minlength=8) / 2_940
    assert shares == pytest.approx(read_personas().shares, abs=0.025)
    assert planted.oracle.shape == (3_000, 8)
    assert (planted.people[0], planted.people[-1]) == ("M0000001", "M0003000")


def test_the_oracle_agrees_less_the_harder_it_is(planted: Planted) -> None:
    easy, hard = (oracle_agreement(draw(3_000, name, 5)) for name in ("easy", "hard"))
    middling = oracle_agreement(planted)
    assert easy > 0.95
    assert 0.84 < middling < 0.93
    assert 0.64 < hard < 0.80


@pytest.mark.parametrize("difficulty", ["easy", "hard"])
def test_outliers_lie_beyond_everybody_else_in_what_makes_them_so(difficulty: str) -> None:
    planted = draw(3_000, difficulty, 9)
    database = duckdb.connect()
    database.register("events", planted.events)
    for number, (key, measure) in enumerate(EXTREMES.items()):
        rows = database.execute(f"SELECT identity, coalesce({measure}, 0) FROM events GROUP BY identity").fetchall()
        value = np.zeros(3_000)
        for member, found in rows:
            value[int(member[1:]) - 1] = found
        assert planted.outlier_keys[number] == key
        assert value[planted.outlier_kind == number].min() > 1.5 * value[~planted.is_outlier].max(), key


def test_people_beyond_a_block_are_others_under_numbers_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "_BLOCK_PEOPLE", 50)
    planted = draw(120, "easy", 3)
    orders = planted.events.filter(planted.events["name"].to_numpy(zero_copy_only=False) == "order_placed")
    assert sorted(planted.events["identity"].unique().to_pylist()) == planted.people.tolist()
    assert len(set(orders["order_id"].to_pylist())) == orders.num_rows
    assert planted.oracle.shape == (120, 8)


@pytest.mark.parametrize("seed", range(5))
def test_one_person_alone_can_be_drawn(seed: int) -> None:
    planted = draw(1, "hard", seed)
    assert planted.events.schema.equals(table("events").schema)
    assert planted.is_outlier.tolist() == [False]


def test_nobody_and_an_unknown_difficulty_are_mistakes() -> None:
    with pytest.raises(OutOfRange, match="n_people"):
        draw(0, "easy", 1)
    with pytest.raises(UnknownName, match="nightmare"):
        draw(10, "nightmare", 1)
