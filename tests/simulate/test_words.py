"""The simulated shop's words: catalogue, personas, texts and the golden sentences keep their invariants."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from statistics import median
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
WORDS = ROOT / "src" / "huaxiang" / "simulate" / "words"
GOLDEN = ROOT / "tests" / "golden" / "reading.jsonl"

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SLOT = re.compile(r"\{([^}]*)\}")
INTENTS = {
    "logistics",
    "return_exchange",
    "price_promo",
    "product_question",
    "purchase_intent",
    "compare",
    "complaint",
    "after_sale_service",
    "account_payment",
    "recommendation_request",
    "browse_search",
    "chitchat",
}
KINDS = {"review", "search", "question", "service_chat", "social"}
STANCES = {"prefer", "avoid", "neutral", "past"}


def read_yaml(name: str) -> Any:
    return yaml.safe_load((WORDS / name).read_text(encoding="utf-8"))


def read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def leaves() -> list[dict[str, Any]]:
    tops = read_yaml("catalogue.yaml")["categories"]
    return [leaf for top in tops for branch in top["children"] for leaf in branch["children"]]


LEAVES = leaves()
LEAF_SLUGS = {leaf["slug"] for leaf in LEAVES}
TEXTS = read_lines(WORDS / "texts.jsonl")
GOLD = read_lines(GOLDEN)
EVERY = [pytest.param(TEXTS, id="texts"), pytest.param(GOLD, id="golden")]


def test_catalogue_has_three_levels_of_the_promised_width() -> None:
    tops = read_yaml("catalogue.yaml")["categories"]
    branches = [branch for top in tops for branch in top["children"]]
    assert len(tops) == 12
    assert len(branches) >= 45
    assert len(LEAVES) >= 130


def test_category_slugs_are_ascii_and_used_once() -> None:
    tops = read_yaml("catalogue.yaml")["categories"]
    slugs = [top["slug"] for top in tops]
    slugs += [branch["slug"] for top in tops for branch in top["children"]]
    slugs += [leaf["slug"] for leaf in LEAVES]
    assert [slug for slug in slugs if not SLUG.fullmatch(slug)] == []
    assert [slug for slug, times in Counter(slugs).items() if times > 1] == []


@pytest.mark.parametrize("leaf", LEAVES, ids=lambda leaf: leaf["slug"])
def test_leaf_says_what_is_sold_for_how_much_and_to_whom(leaf: dict[str, Any]) -> None:
    low, high = leaf["price_yuan"]
    assert 0 < low < high
    assert leaf["replenish_days"] is None or leaf["replenish_days"] > 0
    assert all(0 <= leaf[share] <= 1 for share in ("female_share", "gift_share", "refund_share"))
    assert 4 <= len(leaf["brands"]) <= 8
    assert 5 <= len(leaf["titles"]) <= 8
    assert len(set(leaf["modifiers"])) == len(leaf["modifiers"]) >= 3
    assert leaf["nouns"]
    assert leaf["specs"]
    assert leaf["ages"]
    assert {slot for title in leaf["titles"] for slot in SLOT.findall(title)} <= {"brand", "modifier", "noun", "spec"}
    assert all("{noun}" in title for title in leaf["titles"])


def test_persona_shares_sum_to_one() -> None:
    personas = read_yaml("personas.yaml")["personas"]
    assert len(personas) == 14
    assert sum(persona["share"] for persona in personas) == pytest.approx(1)
    for persona in personas:
        for key in ("ages", "channels", "devices"):
            assert sum(persona[key].values()) == pytest.approx(1), (persona["slug"], key)


def test_personas_like_what_the_shop_sells() -> None:
    personas = read_yaml("personas.yaml")["personas"]
    unknown = {slug for persona in personas for slug in persona["favourites"]} - LEAF_SLUGS
    assert unknown == set()


@pytest.mark.parametrize("rows", EVERY)
def test_every_line_has_the_agreed_form(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        assert row["kind"] in KINDS, row
        assert row["intent"] in INTENTS, row
        assert row["category"] is None or row["category"] in LEAF_SLUGS, row
        assert (row["rating"] in {1, 2, 3, 4, 5}) == (row["kind"] == "review"), row
        assert row["text"] == row["text"].strip() != "", row


@pytest.mark.parametrize("rows", EVERY)
def test_truth_stands_in_the_text_and_names_a_leaf(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        for truth in row["truth"]:
            assert truth["category"] in LEAF_SLUGS, row
            assert truth["concept"] in row["text"], row
            assert truth["attribute"] is None or truth["attribute"] in row["text"], row
            assert truth["stance"] in STANCES, row
            assert truth["owner"] in {"self", "other"}, row


@pytest.mark.parametrize("rows", EVERY)
def test_no_text_is_written_twice(rows: list[dict[str, Any]]) -> None:
    assert [text for text, times in Counter(row["text"] for row in rows).items() if times > 1] == []


def test_golden_sentences_are_not_among_the_texts() -> None:
    assert {row["text"] for row in GOLD} & {row["text"] for row in TEXTS} == set()


def test_golden_has_260_lines_60_of_them_searches() -> None:
    assert len(GOLD) == 260
    assert sum(row["kind"] == "search" for row in GOLD) == 60
    assert len({row["id"] for row in GOLD}) == 260


def test_slots_are_known_and_golden_has_none() -> None:
    known = {"brand", "phone", "order_no", "name", "address", "n"}
    assert {slot for row in TEXTS for slot in SLOT.findall(row["text"])} <= known
    assert [row["text"] for row in GOLD if SLOT.search(row["text"])] == []


def test_truth_about_a_sensitive_branch_is_marked() -> None:
    tops = read_yaml("catalogue.yaml")["categories"]
    branches = [branch for top in tops for branch in top["children"] if branch.get("sensitive")]
    sensitive = {leaf["slug"] for branch in branches for leaf in branch["children"]}
    assert sensitive
    for row in TEXTS + GOLD:
        if any(truth["category"] in sensitive for truth in row["truth"]):
            assert row.get("sensitive") is True, row


def test_texts_are_many_and_spread_as_in_the_field() -> None:
    by_kind = {kind: [row for row in TEXTS if row["kind"] == kind] for kind in KINDS}
    assert len(TEXTS) >= 2200
    assert {truth["category"] for row in TEXTS for truth in row["truth"]} == LEAF_SLUGS
    empty = sum(not row["truth"] for row in by_kind["review"]) / len(by_kind["review"])
    assert 0.25 <= empty <= 0.42
    assert 4 <= median(len(row["text"]) for row in by_kind["search"]) <= 6
    assert 14 <= median(len(row["text"]) for row in by_kind["review"]) <= 22
    assert sum(row.get("sensitive", False) for row in TEXTS) >= 40
