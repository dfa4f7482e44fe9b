"""`huaxiang synonyms review`: lists what waits, takes a yes and a no, and says what does not wait."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.laws.shops import SmallShop

from huaxiang.project.opening import Project

WORD, OTHER = "碳纤维羊角辅把", "可拆洗流苏挡片"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A built shop in which two people each searched for two words that no lexicon has."""
    usual = {"kind": "search", "written_at": "2026-03-01 10:00"}
    texts = [
        {**usual, "text_id": f"{person}-{word}", "text": word, "member_no": person}
        for person in ("m1", "m2")
        for word in (WORD, OTHER)
    ]
    members = [{"member_no": each, "registered_at": "2026-01-01 10:00"} for each in ("m1", "m2")]
    return SmallShop(members=members, texts=texts).build(tmp_path / "shop").folder


def waiting(told: Any) -> set[str]:
    return {row["term"] for row in told.document["waiting"]}


def test_a_word_that_is_decided_waits_no_more_and_an_accepted_one_is_read_at_the_next_build(
    ran: Callable[..., Any], shop: Path
) -> None:
    assert waiting(ran("synonyms", "review", shop, "--json")) == {WORD, OTHER}
    assert WORD in ran("synonyms", "review", shop).out
    assert waiting(ran("synonyms", "review", shop, "--accept", WORD, "--json")) == {OTHER}
    assert waiting(ran("synonyms", "review", shop, "--refuse", OTHER, "--json")) == set()
    assert ran("build", shop).code == 0
    lake = Project.open(shop).lake().read("interests").to_pylist()
    levels = {row["text_id"].split("-")[1]: row["level"] for row in lake}
    assert levels == {WORD: "lexicon", OTHER: "linear"}


def test_a_word_that_does_not_wait_is_one_line(ran: Callable[..., Any], built: Path) -> None:
    told = ran("synonyms", "review", built, "--accept", "没有这个词")
    assert told.code == 2
    assert "没有这个词" in told.err
    assert len(told.err.strip().splitlines()) == 1
