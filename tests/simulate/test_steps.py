from __future__ import annotations

import numpy as np
import pytest

from huaxiang.simulate.blocks import Block
from huaxiang.simulate.journeys import CYCLE, NO_ORDER
from huaxiang.simulate.steps import CHECKOUT_US, usual_item


def test_visits_of_a_person_are_half_an_hour_apart(block: Block) -> None:
    visits, end = block.steps.visits, block.steps.end + CHECKOUT_US * (block.steps.visits.order != NO_ORDER)
    same = np.diff(visits.person) == 0
    gaps = (visits.start[1:] - end[:-1])[same]
    assert gaps.min() >= 36 * 60 * 1_000_000


def test_steps_follow_each_other_inside_their_visit(block: Block) -> None:
    steps = block.steps
    assert (np.bincount(steps.visit) == steps.visits.steps).all()
    same = np.diff(steps.visit) == 0
    assert (np.diff(steps.time)[same] > 0).all()
    assert np.array_equal(steps.time[steps.first[:-1]], steps.visits.start)
    assert np.array_equal(steps.time[steps.last], steps.end)
    assert steps.time.max() < block.scene.calendar.end_us


def test_items_belong_to_the_leaf_of_their_step(block: Block) -> None:
    steps = block.steps
    assert np.array_equal(steps.item // block.scene.catalogue.items_per_leaf, steps.leaf)


def test_last_step_of_an_ordering_visit_shows_what_it_came_for(block: Block) -> None:
    steps = block.steps
    ordering = steps.visits.order != NO_ORDER
    assert (steps.leaf[steps.last[ordering]] == steps.visits.leaf[ordering]).all()


def test_usual_item_is_always_the_same_and_near_the_price_level(block: Block) -> None:
    steps, people, scene = block.steps, block.people, block.scene
    cycles = steps.last[steps.visits.order == CYCLE]
    person, leaf = steps.person[cycles], steps.leaf[cycles]
    usual = scene.listed(usual_item(scene, people, person, leaf), steps.time[cycles])
    assert np.array_equal(steps.item[cycles], usual)
    everyone = np.arange(scene.n_people)
    rank = usual_item(scene, people, everyone, people.favourites[:, 0]) % scene.catalogue.items_per_leaf
    assert np.corrcoef(rank, people.price_level)[0, 1] > 0.6


def test_focus_holds_most_steps(block: Block) -> None:
    stays = block.steps.leaf == block.steps.visits.leaf[block.steps.visit]
    assert stays.mean() == pytest.approx(0.78, abs=0.08)


def test_nobody_looks_at_or_buys_what_is_not_yet_listed(block: Block) -> None:
    steps, orders, scene = block.steps, block.orders, block.scene
    listed = scene.calendar.end_us - scene.catalogue.listed_day * 86_400_000_000
    assert (steps.time >= listed[steps.item]).all()
    assert (orders.placed_at[orders.line_order] >= listed[orders.line_item]).all()
    assert (scene.catalogue.listed_day[steps.item] <= scene.parameters.shop.days).any()
