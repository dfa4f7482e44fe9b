from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from huaxiang.audiences.bitmaps import PeopleBitmaps
from huaxiang.console.views.interest_tree import NodeVolume, Trend, _trend, _Volumes, interest_board
from huaxiang.project.opening import Project


def by_path(nodes: Sequence[NodeVolume]) -> dict[str, NodeVolume]:
    return {node.path: node for each in nodes for node in _all(each)}


def _all(node: NodeVolume) -> Iterator[NodeVolume]:
    yield node
    for child in node.children:
        yield from _all(child)


def test_people_and_texts_count_once_at_each_category_above(interest_shop: Any) -> None:
    board = interest_board(interest_shop)
    nodes = by_path(board.nodes)
    assert {path: (node.n_people, node.n_texts) for path, node in nodes.items()} == {
        "beauty": (3, 3),
        "beauty.foundation": (2, 3),
        "beauty.foundation.liquid-foundation": (0, 1),
        "beauty.c3": (1, 0),
        "pets": (1, 2),
        "pets.cat-food": (1, 2),
        "pets.cat-food.dry-cat-food": (1, 2),
        "c1": (1, 0),
        "c1.c2": (1, 0),
    }
    assert (board.n_people, board.n_texts, board.n_texts_of_people) == (4, 5, 7)
    assert (board.run_id, board.n_withheld_readings) == ("run-1", 4)


def test_who_passes_holds_an_active_tag_there_or_below(interest_shop: Any) -> None:
    board = interest_board(interest_shop)
    nodes = by_path(board.nodes)
    passing = {path: nodes[path].n_passing for path in ("beauty", "beauty.foundation", "pets", "c1")}
    assert passing == {"beauty": 1, "beauty.foundation": 1, "pets": 1, "c1": 0}
    assert board.n_passing == 2


def test_a_tag_frozen_since_the_build_lets_nobody_pass(make_shop: Any) -> None:
    assert by_path(interest_board(make_shop()).nodes)["pets"].n_passing == 1
    frozen = interest_board(make_shop(frozen=("interest.pets.cat-food.dry-cat-food",)))
    assert by_path(frozen.nodes)["pets"].n_passing == 0


def test_nothing_is_counted_on_sensitive_branches(interest_shop: Any) -> None:
    board = interest_board(interest_shop)
    assert not any(path.startswith("health") for path in by_path(board.nodes))
    assert {"health"} <= {each.path for each in board.withheld}


def test_stances_are_counted_by_text_in_the_order_prefer_avoid_neutral_past(interest_shop: Any) -> None:
    nodes = by_path(interest_board(interest_shop).nodes)
    assert nodes["beauty.foundation"].stances == (2, 1, 0, 0)
    assert nodes["pets"].stances == (0, 0, 1, 1)


def test_a_trend_counts_two_times_thirty_days_and_tells_no_change_of_few_texts(interest_shop: Any) -> None:
    nodes = by_path(interest_board(interest_shop).nodes)
    assert nodes["beauty.foundation"].trend == Trend(2, 1, None)
    assert nodes["pets"].trend == Trend(1, 1, None)


@pytest.mark.parametrize(
    ("now", "before", "is_known", "change"),
    [(60, 50, True, 0.2), (30, 60, True, -0.5), (60, 29, True, None), (29, 60, True, None), (60, 50, False, None)],
)
def test_a_change_is_told_of_thirty_texts_on_both_sides(
    now: int, before: int, is_known: bool, change: float | None
) -> None:
    volumes = _Volumes({}, {}, {}, {"pets": now}, {"pets": before}, {}, 0, is_known)
    assert _trend("pets", volumes) == Trend(now, before, change)


def test_names_are_in_the_readers_language(make_shop: Any) -> None:
    nodes = by_path(interest_board(make_shop(language="en")).nodes)
    assert [nodes[path].name for path in ("beauty", "beauty.foundation", "c1")] == ["Make-up", "Base make-up", "自制"]


def test_levels_are_ordered_by_people_then_texts(interest_shop: Any) -> None:
    board = interest_board(interest_shop)
    assert [node.path for node in board.nodes] == ["beauty", "pets", "c1"]
    assert [node.path for node in board.nodes[0].children] == ["beauty.foundation", "beauty.c3"]


def test_people_of_a_built_shop_are_those_that_audiences_count(demo_shop: Path) -> None:
    project = Project.open(demo_shop)
    bitmaps = PeopleBitmaps.read(project.store(), project.gate())
    nodes = by_path(interest_board(project).nodes)
    assert len(nodes) > 20
    for path, node in nodes.items():
        held = {key: bits for key, bits in bitmaps.tags.items() if f"{key}.".startswith(f"interest.{path}.")}
        assert node.n_people == len({number for bits in held.values() for number in bits.everyone})
        assert node.n_passing == len({number for bits in held.values() for number in bits.passing})


def test_a_shop_without_a_text_or_tag_has_an_empty_tree(make_shop: Any) -> None:
    shop = make_shop()
    for name in ("interests", "assignments", "texts"):
        for path in shop.lake().files(name):
            path.unlink()
    board = interest_board(shop)
    assert (board.nodes, board.n_people, board.n_texts, board.trend) == ((), 0, 0, Trend())
