from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from huaxiang.simulate.planted.people import NOBODY, count, draw_people, is_hit, kind_of
from huaxiang.simulate.planted.personas import read_outliers, read_personas


def test_habits_of_people_average_to_those_of_their_persona() -> None:
    personas, n = read_personas(), 30_000
    _, kinds = read_outliers()
    people = draw_people(personas, np.full(n, 3), outlier=np.full(n, NOBODY), kinds=kinds, rng=np.random.default_rng(2))
    assert people.rates["visits"].mean() == pytest.approx(personas.rates["visits"][3], rel=0.03)
    assert people.chances["coupon"].mean() == pytest.approx(personas.chances["coupon"][3], abs=0.01)
    assert people.mixes["hours"].mean(axis=0) == pytest.approx(personas.mixes["hours"][3], abs=0.003)
    assert people.dwell.std() == pytest.approx(personas.dwell_between, rel=0.03)
    assert people.rates["visits"].var() == pytest.approx(people.rates["visits"].mean() ** 2 / 2.2, rel=0.06)


def test_outliers_do_as_their_kind_says(parts: Any) -> None:
    _, kinds = read_outliers()
    rng = np.random.default_rng(1)
    for number, kind in enumerate(kinds):
        whom = np.flatnonzero(parts.outlier == number)
        for name, (low, high) in kind.counts.items():
            counts = count(parts.people, name, 1.0, rng)[whom]
            assert ((counts >= low) & (counts <= high)).all()
        for name, rate in kind.rates.items():
            assert (parts.people.rates[name][whom] == rate).all()


def test_people_who_are_no_outliers_keep_to_their_rates(parts: Any) -> None:
    ordinary = parts.outlier == NOBODY
    assert all((counts[ordinary] == -1).all() for counts in parts.people.counts.values())
    assert (parts.people.mixes["bands"][ordinary, -1] == 0).all()


def test_kinds_and_hits_come_as_often_as_the_person_says(parts: Any) -> None:
    person, rng = np.full(50_000, 7), np.random.default_rng(3)
    seen = np.bincount(kind_of(parts.people, "channels", person, rng), minlength=5) / 50_000
    assert seen == pytest.approx(parts.people.mixes["channels"][7], abs=0.01)
    share = is_hit(parts.people, "coupon", person, rng).mean()
    assert share == pytest.approx(parts.people.chances["coupon"][7], abs=0.01)


def test_a_kind_that_a_person_never_has_never_comes(parts: Any) -> None:
    collector = int(np.flatnonzero(parts.outlier == 3)[0])
    bands = kind_of(parts.people, "bands", np.full(5_000, collector), np.random.default_rng(4))
    assert (bands == 5).all()
    others = kind_of(parts.people, "bands", np.full(5_000, 1), np.random.default_rng(4))
    assert others.max() < 5
