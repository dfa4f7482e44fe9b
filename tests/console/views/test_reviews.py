from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from huaxiang.console.views.interest_places import Places
from huaxiang.console.views.reviews import ReviewLine, review_queue


@dataclass(frozen=True)
class Row:
    id: str
    kind: Literal["synonym", "product"]
    term: str
    path: str
    n_texts: int
    reason: str = "常和粉底一起出现"
    examples: tuple[str, ...] = ("一", "二", "三", "四")


def test_proposals_come_with_the_names_of_their_category_most_texts_first(interest_shop: Any) -> None:
    rows = [Row("a", "synonym", "妆前乳", "beauty.foundation", 3), Row("b", "product", "气垫 15g", "c1.c2", 9)]
    found = review_queue(rows, Places(interest_shop))
    assert found.total == 2
    assert found.lines == (
        ReviewLine("b", "product", "气垫 15g", "自制 / 手工皂", "常和粉底一起出现", 9, ("一", "二", "三")),
        ReviewLine("a", "synonym", "妆前乳", "美妆 / 底妆", "常和粉底一起出现", 3, ("一", "二", "三")),
    )


def test_a_category_that_is_gone_has_no_name(interest_shop: Any) -> None:
    found = review_queue([Row("a", "synonym", "妆前乳", "no.such", 3)], Places(interest_shop))
    assert found.lines[0].category == ""


def test_a_proposal_on_a_sensitive_branch_shows_neither_term_nor_texts(interest_shop: Any) -> None:
    line = review_queue([Row("a", "synonym", "补剂", "health.supplements", 3)], Places(interest_shop)).lines[0]
    assert line.is_withheld
    assert (line.term, line.reason, line.examples) == ("", "", ())


def test_a_long_queue_says_how_many_wait(interest_shop: Any) -> None:
    rows = [Row(f"{number:03}", "synonym", "妆前乳", "beauty", 1) for number in range(80)]
    found = review_queue(rows, Places(interest_shop))
    assert (len(found.lines), found.total) == (50, 80)


def test_nothing_waits_where_there_are_no_rows(interest_shop: Any) -> None:
    assert review_queue((), Places(interest_shop)).total == 0
