from __future__ import annotations

import numpy as np

from huaxiang.simulate.blocks import Block
from huaxiang.simulate.happenings import EVENT_NAMES, happen, planted_carts
from huaxiang.simulate.people import BOT


def test_only_known_names_and_every_column_has_the_events_length(block: Block) -> None:
    for each in happen(block.scene, block.people, block.steps):
        assert each.name in EVENT_NAMES
        assert {column.size for column in each.columns.values()} <= {each.time.size}
        assert each.visit.size == each.time.size


def test_planted_visits_have_three_carts_of_one_leaf_and_no_checkout(block: Block) -> None:
    steps, events = block.steps, {each.name: each for each in happen(block.scene, block.people, block.steps)}
    planted = np.flatnonzero(steps.visits.is_planted)
    carts = events["product_added"]
    counts = np.bincount(carts.visit, minlength=steps.visits.person.size)
    assert (counts[planted] >= 3).all()
    rows = planted_carts(steps)
    assert (steps.leaf[rows] == steps.visits.leaf[steps.visit[rows]]).all()
    assert not np.isin(events["checkout_started"].visit, planted).any()
    assert not np.isin(events["product_removed"].visit, planted).any()


def test_everything_happens_near_its_visit(block: Block) -> None:
    visits, end = block.steps.visits, block.steps.end
    for each in happen(block.scene, block.people, block.steps):
        assert (each.time >= visits.start[each.visit] - 45_000_000).all(), each.name
        assert (each.time <= end[each.visit] + 25 * 60_000_000).all(), each.name


def test_bots_only_look(block: Block) -> None:
    bots = np.isin(block.steps.visits.person, np.flatnonzero(block.people.role == BOT))
    for each in happen(block.scene, block.people, block.steps):
        if each.name in ("products_searched", "product_shared", "content_liked", "content_commented"):
            assert not bots[each.visit].any(), each.name


def test_searches_carry_a_template_of_their_leaf(block: Block) -> None:
    searches = next(each for each in happen(block.scene, block.people, block.steps) if each.name == "products_searched")
    assert (searches.columns["text"] >= 0).all()
    kinds = {block.scene.bank.templates[number].kind for number in searches.columns["text"].tolist()}
    assert kinds == {"search"}
