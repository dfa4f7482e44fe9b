"""A word that nobody listed: found by where it leads, never used before a person says yes, read after that."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from tests.laws.shops import Row, SmallShop

from huaxiang.project.forgetting import forget
from huaxiang.project.opening import Project
from huaxiang.project.reviewing import decide_review, review_rows

WORD, NODE = "喵吃宝", "pets.cat-food"
HABITS = "红橙黄绿青蓝紫黑"


def searched(person: str, query: str, item: str, *, minute: int = 3) -> list[Row]:
    """A search on 1 May 2025 and what was looked at some minutes later."""
    usual = {"member_no": person, "device_id": f"phone-of-{person}"}
    asked = {
        "message_id": f"{person}-asks",
        "event": "products_searched",
        "timestamp": "2025-05-01 10:00:00",
        "query": query,
    }
    seen = {
        "message_id": f"{person}-sees",
        "event": "product_viewed",
        "timestamp": f"2025-05-01 10:{minute:02d}:00",
        "item_id": item,
    }
    return [usual | asked, usual | seen]


def shop_of(n: int, *, minute: int = 3) -> SmallShop:
    """People of whom n search for the word and look at cat food, and 64 who search for other things."""
    shop = SmallShop()
    shop.items = [
        {"item_id": "cat", "title": "全价成猫粮", "l1": "宠物", "l2": "猫粮"},
        {"item_id": "tea", "title": "红茶", "l1": "酒水茶饮", "l2": "茶"},
    ]
    for number in range(n):
        shop.events += searched(f"m{number}", WORD, "cat", minute=minute)
    for number, (one, other) in enumerate(itertools.product(HABITS, HABITS)):
        shop.events += searched(f"o{number}", f"{one}{other}茶叶", "tea")
    return shop


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return shop_of(5).build(tmp_path_factory.mktemp("discovery"))


def test_it_waits_and_nobody_is_tagged_with_it(found: Project) -> None:
    row = next(row for row in review_rows(found) if row.term == WORD)
    assert (row.kind, row.n_texts) == ("synonym", 5)
    assert row.path.startswith(NODE)
    assert not any(key.startswith(f"interest.{NODE}") for key in read_keys(found, WORD))


def test_accepted_it_is_read_by_the_next_build(tmp_path: Path) -> None:
    project = shop_of(5).build(tmp_path)
    accepted = decide_review(project, WORD, is_accepted=True, by="lin")
    again = Project.open(project.folder)
    again.build()
    assert read_keys(again, WORD) == {f"interest.{accepted.path}"}
    assert WORD not in {row.term for row in review_rows(again)}


def test_who_refuses_profiling_takes_no_part(tmp_path: Path) -> None:
    shop = shop_of(5)
    usual = {"purpose": "profiling", "kind": "refusal", "given_at": "2025-05-01 08:00:00"}
    shop.consents = [usual | {"member_no": f"m{number}"} for number in range(3)]
    project = shop.build(tmp_path)
    assert project.manifest()["suppressed"]["refusal"] == 3
    assert WORD not in {row.term for row in review_rows(project)}


def test_a_word_of_the_forgotten_waits_no_more(tmp_path: Path) -> None:
    project = shop_of(5).build(tmp_path)
    texts = project.lake().read("texts").to_pylist()
    people = sorted(row["person_id"] for row in texts if row["text"] == WORD)
    forget(project, people[:4])
    left = {row["text_id"] for row in project.lake().read("discoveries").to_pylist() if row["term"] == WORD}
    assert len(left) == 1
    assert WORD not in {row.term for row in review_rows(project)}


def test_too_few_people_or_too_late_a_click_is_no_sign(tmp_path: Path) -> None:
    for name, shop in (("few", shop_of(2)), ("late", shop_of(5, minute=45))):
        project = shop.build(tmp_path / name)
        assert WORD not in {row.term for row in review_rows(project)}, name


def read_keys(project: Project, text: str) -> set[str]:
    """Tag keys read in the texts that are `text`."""
    lake = project.lake()
    texts = lake.read("texts").to_pylist()
    ids = {row["text_id"] for row in texts if row["text"] == text}
    return {row["tag_key"] for row in lake.read("interests").to_pylist() if row["text_id"] in ids}
