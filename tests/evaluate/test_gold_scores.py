"""Scores on golden sets: parts of searches exactly, words by category, traps by silence."""

from __future__ import annotations

import pytest

from huaxiang.evaluate.gold import Gold
from huaxiang.evaluate.gold_scores import intent_score, search_scores, synonym_score
from huaxiang.interests.intent import Intent
from huaxiang.interests.readings import Reading, Tag
from huaxiang.interests.taxonomy import load_taxonomy

TREE = load_taxonomy()
LIPSTICK = "beauty.lip-makeup.lipstick"


def tag(start: int, end: int, node: str, **more: object) -> Tag:
    labels = TREE.node(node).labels
    return Tag(f"interest.{node}", "", labels, None, "prefer", 1, "self", 0.9, start, end, node, **more)  # type: ignore[arg-type]


def reading(*tags: Tag, intent: str = "chitchat") -> Reading:
    return Reading("", Intent(intent, 0.9), tags)


SEARCH = Gold(
    "得力口红", "search", None, "dev",
    {"entity": [2, 4], "head": [2, 4], "brand": [0, 2], "fits": None, "node": LIPSTICK, "also": ["beauty.lip-makeup"]},
)  # fmt: skip


def test_each_part_of_a_search_counts_alone() -> None:
    said = reading(tag(2, 4, "beauty.lip-makeup.lip-glaze", spans=(("head", 2, 4),), brand="得力"))
    scores = search_scores([SEARCH], lambda _: said, TREE)
    assert scores == pytest.approx(
        {"entity": 1, "head": 1, "brand": 0, "level_1": 1, "level_2": 1, "level_3": 0, "all": 4 / 6}
    )


def test_a_search_without_product_asks_for_none() -> None:
    nothing = Gold("得力", "search", None, "dev", {**SEARCH.labels, "entity": None, "head": None, "node": None})
    brand = reading(tag(0, 2, "stationery", brand="得力"))
    assert search_scores([nothing], lambda _: brand, TREE)["all"] == 1
    product = reading(tag(0, 2, "stationery", spans=(("head", 0, 2),)))
    assert search_scores([nothing], lambda _: product, TREE)["entity"] == 0


def test_an_intent_may_have_a_second_right_label() -> None:
    gold = [Gold("x", "review", None, "dev", {"intent": "complaint", "also": ["logistics"]})]
    said = {"complaint": 1, "logistics": 1, "compare": 0}
    for label, score in said.items():
        answer = reading(intent=label)
        assert intent_score(gold, lambda _, answer=answer: answer) == score  # type: ignore[misc]


@pytest.mark.parametrize(
    ("node", "said", "score"),
    [
        (LIPSTICK, [tag(0, 2, LIPSTICK)], 1),
        (LIPSTICK, [tag(0, 2, "beauty.lip-makeup")], 1),
        (LIPSTICK, [tag(0, 2, "beauty")], 0),
        (LIPSTICK, [tag(4, 6, LIPSTICK)], 0),
        (LIPSTICK, [tag(0, 2, "beauty.lip-makeup.lip-glaze")], 0),
        (None, [], 1),
        (None, [tag(1, 3, LIPSTICK)], 0),
        (None, [tag(4, 6, LIPSTICK)], 1),
    ],
)
def test_a_word_leads_to_its_category_and_a_trap_to_none(node: str | None, said: list[Tag], score: int) -> None:
    gold = [Gold("口红,……", "review", None, "dev", {"term": [0, 2], "node": node, "also": []})]
    assert synonym_score(gold, lambda _: reading(*said)) == score
