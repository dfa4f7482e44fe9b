from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from huaxiang.simulate.people import (
    ANONYMOUS,
    BOT,
    MEMBER,
    N_FAVOURITES,
    RESELLER,
    STAFF,
    days_by_weight,
    draw_people,
    pick,
    tilted,
)
from huaxiang.simulate.scene import Scene


def test_shares_are_those_asked_for(scene: Scene) -> None:
    people = draw_people(scene)
    assert people.is_woman.mean() == pytest.approx(0.66, abs=0.04)
    assert (people.role == ANONYMOUS).mean() == pytest.approx(0.08, abs=0.02)
    assert (people.visits[people.role == MEMBER] == 0).mean() == pytest.approx(0.45, abs=0.04)
    assert np.isin(people.role, [STAFF, RESELLER]).mean() == pytest.approx(0.0035, abs=0.003)


def test_favourites_of_a_person_are_distinct(scene: Scene) -> None:
    favourites = np.sort(draw_people(scene).favourites, axis=1)
    assert favourites.shape == (2_000, N_FAVOURITES)
    assert (np.diff(favourites, axis=1) > 0).all()


def test_drift_changes_favourites_from_its_instant_on(scene: Scene) -> None:
    people = draw_people(scene)
    drifts = np.flatnonzero(people.drift_at < 2**61)
    assert drifts.size / 2_000 == pytest.approx(0.15, abs=0.03)
    rank, at = np.zeros(drifts.size, dtype=np.int64), people.drift_at[drifts]
    assert np.array_equal(people.favourite_at(drifts, at - 1, rank), people.favourites[drifts, 0])
    assert np.array_equal(people.favourite_at(drifts, at, rank), people.favourites_later[drifts, 0])
    others = np.setdiff1d(np.arange(2_000), drifts)
    assert np.array_equal(people.favourites[others], people.favourites_later[others])


def test_night_shares_have_the_measured_quantiles(scene: Scene) -> None:
    quantiles = np.quantile(draw_people(scene).night_share, [0.5, 0.75, 0.9, 0.97])
    assert quantiles == pytest.approx([0.06, 0.15, 0.26, 0.41], abs=0.06)


def test_anonymous_people_wish_for_nothing_and_bots_do_not_journey(scene: Scene) -> None:
    people = draw_people(scene)
    assert (people.wish[people.role == ANONYMOUS] == 0).all()
    assert (people.visits[people.role == BOT] == 0).all()


def test_mothers_buy_for_babies(scene: Scene) -> None:
    people = draw_people(scene)
    mother = people.persona == scene.personas.slugs.index("new-mother")
    baby = np.array([leaf.path.startswith("mother-baby") for leaf in scene.catalogue.leaves])
    assert baby[people.favourites[mother]].mean() > 3 * baby[people.favourites[~mother]].mean()


def test_day_weights_decide_where_instants_fall(scene: Scene) -> None:
    weights = np.zeros(len(scene.calendar.days))
    weights[[100, 200]] = 1.0, 3.0
    draw = (np.arange(400) + 0.5) / 400
    bounds = (int(scene.calendar.start_us[0]), scene.calendar.end_us)
    days = scene.calendar.day_index(days_by_weight(scene.calendar, weights, bounds, draw))
    assert {int(day): int((days == day).sum()) for day in np.unique(days)} == {100: 100, 200: 300}


def test_pick_and_tilted_never_leave_their_weights() -> None:
    rng = np.random.default_rng(1)
    assert set(pick(np.array([0.0, 1.0, 0.0, 2.0]), 500, rng).tolist()) == {1, 3}
    tilt = np.array([[1.0, 0.0], [0.0, 1.0]])
    assert tilted(np.array([0.5, 0.5]), tilt, np.array([0, 1, 1, 0]), rng).tolist() == [0, 1, 1, 0]


def test_everybody_may_be_dormant(scene: Scene) -> None:
    shares = replace(
        scene.parameters.people, dormant_share=1.0, anonymous_share=0.0, reseller_share=0.0, staff_share=0.0
    )
    quiet = replace(scene, parameters=replace(scene.parameters, people=shares))
    assert draw_people(quiet).visits.sum() == 0
