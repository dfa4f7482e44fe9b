from __future__ import annotations

import numpy as np
import pytest
from tests.people_worlds import bought, event, people_of, viewed

from huaxiang.folds.people import People
from huaxiang.segments.customers.model import CustomerModel, fit_customers
from huaxiang.segments.customers.purchases import purchases_of
from huaxiang.segments.customers.worth import (
    WORTH_LABELS,
    BackTest,
    Worth,
    fit_worth,
    histories_of,
    worth_features,
)


def shop(n: int, *, seed: int = 3) -> People:
    """Buyers whose rates differ, a third of whom have left, over 400 days."""
    rng = np.random.default_rng(seed)
    lives = []
    for _ in range(n):
        begun, rate = rng.uniform(100, 400), rng.gamma(1.2, 1 / 40)
        left = rng.uniform(0, begun) if rng.random() < 0.35 else 0.0
        days = begun - np.cumsum(np.append(0.0, rng.exponential(1 / rate, 200)))
        lives.append([bought(f"o{at}", float(day)) for at, day in enumerate(days[days > left])])
    return people_of(*lives)


@pytest.fixture(scope="module")
def people() -> People:
    return shop(400)


@pytest.fixture(scope="module")
def worth(people: People) -> Worth:
    return fit_worth([histories_of(people)], [histories_of(people, days_ago=90)])


def test_order_days_are_counted_from_the_first_and_up_to_the_day_asked() -> None:
    people = people_of([bought("a", 100), bought("b", 100), bought("c", 40), bought("d", 10)], [viewed(1)], [])
    now, before = histories_of(people), histories_of(people, days_ago=30)
    assert [now.person.tolist(), now.frequency.tolist(), now.recency.tolist(), now.age.tolist()] == [
        [0], [2.0], [90.0], [100.0]
    ]  # fmt: skip
    assert [before.frequency.tolist(), before.recency.tolist(), before.age.tolist()] == [[1.0], [60.0], [70.0]]
    assert (before.later.tolist(), now.later.tolist()) == ([1.0], [0.0])
    assert now.mean_minor.tolist() == [40_000 / 3]


def test_refunded_orders_are_no_history() -> None:
    people = people_of(
        [bought("a", 100), bought("b", 50), event("order_refunded", 5, order_id="b", amount_minor=10_000)]
    )
    assert histories_of(people).frequency.tolist() == [0.0]


def test_a_shop_whose_last_days_were_foretold_gets_figures(people: People, worth: Worth) -> None:
    assert worth.test is not None
    assert worth.test.holds
    assert worth.test.expected == pytest.approx(worth.test.actual, rel=0.3)
    features = worth_features(people, worth)
    assert features.keys() == WORTH_LABELS.keys()
    assert all(values.shape == (400,) for values in features.values())
    alive = features["alive_probability"]
    assert ((alive >= 0) & (alive <= 1)).all()
    assert "给出" in worth.told("zh")
    assert "given out" in worth.told("en")


def test_who_orders_lately_and_often_is_worth_more_than_who_has_long_been_silent(worth: Worth) -> None:
    often = [bought(f"o{day}", day) for day in (300, 200, 150, 100, 60, 30, 3)]
    silent = [bought(f"o{day}", day) for day in (390, 380, 370, 360, 350, 345, 340)]
    features = worth_features(people_of(often, silent, [viewed(1)]), worth)
    assert features["alive_probability"][0] > 2 * features["alive_probability"][1]
    assert features["lifetime_value_365d"][0] > 2 * features["lifetime_value_365d"][1]
    assert np.isnan([values[2] for values in features.values()]).all()


def test_a_person_alone_has_the_same_figures_as_in_the_batch(people: People, worth: Worth) -> None:
    whole = worth_features(people, worth)
    for at in range(0, 400, 37):
        alone = worth_features(people.take(np.array([at])), worth)
        for name in WORTH_LABELS:
            assert alone[name].tobytes() == whole[name][at : at + 1].tobytes()


def test_too_few_buyers_are_told_and_nothing_is_given_out() -> None:
    few = shop(40)
    worth = fit_worth([histories_of(few)], [histories_of(few, days_ago=90)])
    assert (worth.orders, worth.test) == (None, None)
    assert worth_features(few, worth) == {}
    assert "不足 100 人" in worth.told("zh")


def test_a_failed_back_test_keeps_the_figures_back(people: People) -> None:
    before = histories_of(people, days_ago=90)
    stopped = type(before)(*(getattr(before, name) for name in ("person", "frequency", "recency", "age", "mean_minor")),
                           later=np.zeros_like(before.later))  # fmt: skip
    worth = fit_worth([histories_of(people)], [stopped])
    assert worth.test is not None
    assert not worth.test.holds
    assert worth.orders is None
    assert "没过" in worth.told("zh")
    assert not BackTest(200, 100.0, 100.0, 0.5, 0.5).holds


def test_the_parameters_come_back_with_the_customer_model(people: People, worth: Worth) -> None:
    model = fit_customers([purchases_of(people)], worth)
    again = CustomerModel.from_arrays(model.to_arrays())
    assert again.model_id == model.model_id != fit_customers([purchases_of(people)]).model_id
    for name, values in worth_features(people, worth).items():
        assert values.tobytes() == worth_features(people, again.worth)[name].tobytes()
