from __future__ import annotations

import asyncio

import pytest

from huaxiang.console.interests.queue import QueueCard
from huaxiang.console.views.reviews import ReviewLine, ReviewQueue
from huaxiang.domain.errors import UserError

LINES = (
    ReviewLine("r1", "synonym", "妆前乳", "美妆 / 底妆", "常和粉底一起出现", 12, ("妆前乳好用",)),
    ReviewLine("r2", "product", "气垫 15g", "", "标题像气垫", 3, ()),
    ReviewLine("r3", "synonym", "", "医药健康", "", 2, (), is_withheld=True),
)


@pytest.fixture
def queue(place, speaker):
    """A card over lines that a decision takes away."""
    waiting, decided = list(LINES), []

    async def read():
        return ReviewQueue(tuple(waiting), len(waiting))

    async def decide(row, is_accepted):
        if row == "r2":
            raise UserError("somebody was faster")
        decided.append((row, is_accepted))
        waiting[:] = [each for each in waiting if each.id != row]

    card = QueueCard(speaker(), read, decide)
    card.decided, card.waiting = decided, waiting
    asyncio.run(card.refresh())
    return card


def test_rows_show_term_category_reason_texts_and_examples(place, queue):
    words = place.words()
    for each in (
        "妆前乳",
        "近义词",
        "美妆 / 底妆",
        "常和粉底一起出现",
        "12",
        "妆前乳好用",
        "类目已不存在",
        "敏感类目，不显示",
    ):
        assert each in words
    assert [each.props["data-review"] for each in place.tags("tr") if "data-review" in each.props] == ["r1", "r2", "r3"]


@pytest.mark.parametrize(("name", "is_accepted"), [("接受妆前乳", True), ("拒绝妆前乳", False)])
def test_a_decision_is_handed_on_and_its_row_is_gone(place, queue, name, is_accepted):
    asyncio.run(place.press(place.having("aria-label", name)))
    assert queue.decided == [("r1", is_accepted)]
    assert "妆前乳" not in place.words()


def test_a_decision_that_is_refused_is_told(place, queue):
    asyncio.run(place.press(place.having("aria-label", "接受气垫 15g")))
    assert any("somebody was faster" in each for each in place.words())


def test_an_empty_queue_says_so(place, queue):
    queue.waiting.clear()
    asyncio.run(queue.refresh())
    assert "暂无待审核" in place.words()


def test_a_long_queue_shows_ten_and_the_rest_when_asked(place, queue):
    queue.waiting[:] = [ReviewLine(f"w{at}", "product", f"词{at}", "美妆", "", 1, ()) for at in range(12)]
    asyncio.run(queue.refresh())
    assert len([each for each in place.tags("tr") if "data-review" in each.props]) == 10
    assert "显示 10 个，共 12 个" in place.words()
    asyncio.run(queue._whole())
    assert len([each for each in place.tags("tr") if "data-review" in each.props]) == 12
    assert "再列 2 个" not in place.words()
