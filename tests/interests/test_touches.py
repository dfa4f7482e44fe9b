from __future__ import annotations

import numpy as np
import pytest
from tests.people_worlds import TODAY, event, people_of, viewed

from huaxiang.domain.events import FoldEvent
from huaxiang.interests.touches import ONE, TouchCalibration, count_repeats, find_touches, fit_touches
from huaxiang.stats.intervals import wilson_lower

SHAPE = (8, 6)


def zeros() -> np.ndarray:  # type: ignore[type-arg]
    return np.zeros(SHAPE, dtype=np.int64)


def touched(*days_ago: float) -> object:
    people = people_of([viewed(day) for day in days_ago])
    return find_touches(people.folds, TODAY)


def test_two_touches_on_two_days_are_spoken_of() -> None:
    found = touched(0.1, 0.2, 1)
    assert found.keys == ["pets|cat-food|dry-cat-food"]  # type: ignore[attr-defined]
    assert found.paths() == ["pets.cat-food.dry-cat-food"]  # type: ignore[attr-defined]
    assert (found.n_days.tolist(), found.n_touches.tolist()) == ([2], [3])  # type: ignore[attr-defined]
    assert found.mass[0] == 2 * ONE + round(ONE * 2 ** (-1 / 30))  # type: ignore[attr-defined]
    assert found.last_day.tolist() == [TODAY]  # type: ignore[attr-defined]
    assert found.first_day.tolist() == [TODAY - 1]  # type: ignore[attr-defined]


@pytest.mark.parametrize("days_ago", [(0.1, 0.2), (91, 92, 93), (40, 41), ()])
def test_too_few_days_too_old_or_too_faint_is_not(days_ago: tuple[float, ...]) -> None:
    assert touched(*days_ago).keys == []  # type: ignore[attr-defined]


def line(days_ago: float) -> FoldEvent:
    return event("order_line_recorded", days_ago, l1="pets", l2="cat-food", l3="dry-cat-food")


def test_a_category_bought_once_in_half_a_year_is_spoken_of() -> None:
    found = find_touches(people_of([line(150)]).folds, TODAY)
    assert found.keys == ["pets|cat-food|dry-cat-food"]
    assert (found.n_bought.tolist(), found.n_touches.tolist(), found.n_days.tolist()) == ([1], [0], [0])


@pytest.mark.parametrize("days_ago", [180, 200, -1])
def test_a_category_bought_longer_ago_or_later_is_not(days_ago: float) -> None:
    assert find_touches(people_of([line(days_ago)]).folds, TODAY).keys == []


def test_bought_once_is_less_sure_than_touched_on_two_days() -> None:
    people = [[line(40)]] * 60 + [[viewed(30), viewed(30.2), viewed(31), viewed(1)]] * 60
    calibration = fit_touches([count_repeats(people_of(*people))])
    newly = people_of([line(3)]), people_of([viewed(0.1), viewed(0.2), viewed(1)])
    once, often = (find_touches(each.folds, TODAY) for each in newly)
    assert (calibration.holders[0].sum(), calibration.holders[1].sum()) == (60, 60)
    assert calibration.confidence_milli(once)[0] < 50
    assert calibration.confidence_milli(often)[0] > 900


def test_repeats_are_counted_from_what_was_known_thirty_days_ago() -> None:
    back, gone, new = [viewed(d) for d in (31, 32, 33, 2)], [viewed(d) for d in (31, 32, 33)], [viewed(1), viewed(2)]
    holders, repeated = count_repeats(people_of(back, gone, new))
    assert (holders.sum(), repeated.sum()) == (2, 1)
    assert holders[2, 0] == 2


def test_counts_of_batches_add_up() -> None:
    people = [[viewed(31), viewed(32), viewed(2)], [viewed(31), viewed(32)]]
    whole = fit_touches([count_repeats(people_of(*people))])
    parts = fit_touches([count_repeats(people_of(each)) for each in people])
    assert np.array_equal(whole.holders, parts.holders)
    assert np.array_equal(whole.repeated, parts.repeated)


def test_confidence_is_the_lower_bound_of_the_cell() -> None:
    holders, repeated = zeros(), zeros()
    holders[1, 0], repeated[1, 0] = 200, 100
    calibration = TouchCalibration(holders, repeated)
    assert calibration.confidence_milli(touched(0.1, 0.2, 1)).tolist() == [int(1000 * wilson_lower(100, 200))]  # type: ignore[arg-type]
    assert calibration.best_milli == int(1000 * wilson_lower(100, 200))


def test_confidence_never_falls_with_more_touches() -> None:
    rng = np.random.default_rng(3)
    holders = rng.integers(0, 80, SHAPE)
    bounds = TouchCalibration(holders, holders // 2).bounds_milli
    assert (np.diff(bounds, axis=0) >= 0).all()
    assert (np.diff(bounds, axis=1) >= 0).all()


def test_without_thirty_holders_nothing_is_sure() -> None:
    holders = zeros()
    holders[0, 0] = 29
    assert TouchCalibration(holders, holders).best_milli == 0
