from __future__ import annotations

import random
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from huaxiang.console.views.worth_doing import Candidate, audience_link, three_of, worth_doing
from huaxiang.project.opening import Project
from huaxiang.project.selecting import Audiences


def some(kind: str, urgency: int, people: int) -> Candidate:
    return Candidate(kind, urgency, people, "/")


@pytest.mark.parametrize(
    ("candidates", "expected"),
    [
        ([], []),
        ([("rejects", 3, 900), ("hesitant", 1, 2)], ["hesitant", "rejects"]),
        ([("a", 2, 5), ("b", 2, 9), ("c", 1, 1)], ["c", "b", "a"]),
        ([("a", 1, 9), ("b", 1, 8), ("c", 1, 7), ("d", 3, 1)], ["a", "b", "d"]),
        ([("a", 1, 9), ("b", 1, 8), ("c", 1, 7)], ["a", "b", "c"]),
        ([("b", 2, 4), ("a", 2, 4)], ["a", "b"]),
    ],
)
def test_what_is_over_soonest_comes_first_and_never_hides_all_else(
    candidates: list[tuple[str, int, int]], expected: list[str]
) -> None:
    made = [some(*each) for each in candidates]
    random.Random(1).shuffle(made)
    assert [each.kind for each in three_of(made)] == expected


def test_hesitating_people_stand_first_with_the_page_prepared_for_them(demo_shop: Path) -> None:
    found = worth_doing(Project.open(demo_shop), (("flag.hesitant", 12), ("flag.unpaid", 0)))
    assert (found[0]["kind"], found[0]["people"]) == ("hesitant", 12)
    assert found[0]["link"] == audience_link("tag(flag.hesitant)")
    assert "unpaid" not in {each["kind"] for each in found}


def test_rejects_and_unproven_tags_are_told_with_their_reason(demo_shop: Path) -> None:
    project = Project.open(demo_shop)
    found = {each["kind"]: each for each in worth_doing(project, ())}
    assert len(found) <= 3
    unproven = found["unproven"]
    holders = [row for row in project.lake().read("assignments").to_pylist() if row["tag_key"].startswith("interest.")]
    assert unproven["n_tags"] == len({row["tag_key"] for row in holders})
    assert unproven["people"] == len({row["person_id"] for row in holders})
    assert found["rejects"]["share"] >= 0.01


def test_every_prepared_audience_can_be_counted(demo_shop: Path) -> None:
    project = Project.open(demo_shop)
    audiences = Audiences.of(project)
    segment = project.store().table("segments")[0]["segment_id"]
    category = project.lake().read("items")["l1"][0].as_py()
    links = [each["link"] for each in worth_doing(project, (("flag.comparing", 1),))]
    links += [audience_link(f"segment({segment}) and not did(order_completed, within 30d)")]
    links += [audience_link(f'did(product_viewed where l1 = "{category}", within 7d)')]
    expressions = [parse_qs(urlsplit(link).query)["expression"][0] for link in links if "expression" in link]
    assert len(expressions) >= 3
    for expression in expressions:
        assert len(audiences.select(expression).members) >= 0
