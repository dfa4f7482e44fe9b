from __future__ import annotations

import numpy as np
import pytest

from huaxiang.simulate.journeys import CYCLE, NO_ORDER, ORDER, RESALE, Visits, plan_visits
from huaxiang.simulate.people import ANONYMOUS, BOT, RESELLER, People, draw_people
from huaxiang.simulate.scene import Scene


@pytest.fixture(scope="module")
def planned(scene: Scene) -> tuple[People, Visits]:
    people = draw_people(scene)
    return people, plan_visits(scene, people)


def test_visits_are_sorted_and_inside_the_tracked_days(scene: Scene, planned: tuple[People, Visits]) -> None:
    people, visits = planned
    assert (np.diff(visits.person) >= 0).all()
    same = np.diff(visits.person) == 0
    assert (np.diff(visits.start)[same] >= 0).all()
    assert visits.start.min() >= scene.calendar.tracking_start_us
    assert visits.start.max() < scene.calendar.end_us
    normal = people.role[visits.person] < BOT
    assert (visits.start[normal] >= people.active_from[visits.person[normal]]).all()


def test_orders_are_by_those_who_can(planned: tuple[People, Visits]) -> None:
    people, visits = planned
    assert (visits.order[people.role[visits.person] == ANONYMOUS] == NO_ORDER).all()
    assert (people.role[visits.person[visits.order == RESALE]] == RESELLER).all()
    assert people.is_cycler[visits.person[visits.order == CYCLE]].all()
    assert (visits.order == ORDER).sum() > 0


def test_planted_visits_have_room_for_three_carts_and_no_order(planned: tuple[People, Visits]) -> None:
    _, visits = planned
    rows = np.flatnonzero(visits.is_planted)
    assert rows.size == np.unique(visits.person[rows]).size
    assert (visits.order[rows] == NO_ORDER).all()
    assert (visits.steps[rows] >= 4).all()
    assert rows.size / 2_000 == pytest.approx(0.08, abs=0.025)
    assert visits.is_return.sum() / rows.size == pytest.approx(0.35, abs=0.12)


def test_cyclers_come_back_at_their_interval(scene: Scene, planned: tuple[People, Visits]) -> None:
    _, visits = planned
    rows = np.flatnonzero(visits.order == CYCLE)
    same = (np.diff(visits.person[rows]) == 0) & (np.diff(visits.leaf[rows]) == 0)
    gaps = np.diff(visits.start[rows])[same] / 86_400e6
    wanted = scene.catalogue.column("replenish_days")[visits.leaf[rows][1:][same]]
    assert np.median(gaps / wanted) == pytest.approx(1, abs=0.06)
    assert np.std(gaps / wanted) == pytest.approx(0.15, abs=0.05)


def test_bots_fetch_hundreds_of_pages(scene: Scene) -> None:
    people = draw_people(scene)
    people.role[0] = BOT
    visits = plan_visits(scene, people)
    assert (visits.steps[visits.person == 0] >= 300).sum() >= 2
