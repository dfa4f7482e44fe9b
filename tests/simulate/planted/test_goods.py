from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from huaxiang.simulate.planted.catalogue import N_BANDS
from huaxiang.simulate.planted.goods import MOST_ORDERS_OF_AN_ITEM
from huaxiang.simulate.planted.people import NOBODY
from huaxiang.simulate.planted.steps import CODES, NONE

WITH_ITEM = (
    "product_viewed",
    "product_added",
    "product_removed",
    "product_favourited",
    "product_shared",
    "question_asked",
    "order_line_recorded",
)


def test_steps_about_an_item_have_one_and_others_none(parts: Any) -> None:
    has_item = np.isin(parts.steps.name, [CODES[name] for name in WITH_ITEM])
    assert np.array_equal(parts.goods.item != NONE, has_item)


def test_the_first_item_of_a_visit_is_of_its_category_and_band(parts: Any) -> None:
    first = np.flatnonzero(parts.goods.is_first)
    cell, visit = parts.catalogue.cell[parts.goods.item[first]], parts.steps.visit[first]
    assert np.array_equal(visit, np.unique(parts.steps.visit[parts.goods.item != NONE]))
    assert np.array_equal(cell // N_BANDS, parts.visits.category[visit])
    assert np.array_equal(cell % N_BANDS, parts.visits.band[visit])


def test_most_of_a_visit_stays_in_its_category(parts: Any) -> None:
    later = np.flatnonzero((parts.goods.item != NONE) & ~parts.goods.is_first)
    own = parts.visits.category[parts.steps.visit[later]]
    assert (parts.catalogue.cell[parts.goods.item[later]] // N_BANDS == own).mean() == pytest.approx(0.9, abs=0.05)


def test_what_is_removed_is_what_was_added(parts: Any) -> None:
    removed = np.flatnonzero(parts.steps.name == CODES["product_removed"])
    assert np.array_equal(parts.goods.item[removed], parts.goods.item[parts.steps.added[removed]])


def test_only_collectors_come_by_treasures(parts: Any) -> None:
    treasure = np.flatnonzero(parts.catalogue.cell[parts.goods.item] % N_BANDS == N_BANDS - 1)
    treasure = treasure[parts.goods.item[treasure] != NONE]
    assert treasure.size > 0
    assert set(parts.outlier[parts.visits.person[parts.steps.visit[treasure]]].tolist()) == {3}
    assert (parts.outlier != NOBODY).sum() == 120


def test_people_order_favourite_items_again_but_not_without_end(parts: Any) -> None:
    line = np.flatnonzero(parts.steps.name == CODES["order_line_recorded"])
    pair = parts.visits.person[parts.steps.visit[line]] * 10_000 + parts.goods.item[line]
    times = np.unique(pair, return_counts=True)[1]
    assert (times >= 3).sum() > 50
    assert times.max() <= 2 * MOST_ORDERS_OF_AN_ITEM
