from __future__ import annotations

from pathlib import Path
from typing import Any

from huaxiang.console.views.interest_node import MOST_TEXTS, Attribute, NodeDetail, interest_node
from huaxiang.console.views.interest_tree import interest_board
from huaxiang.project.opening import Project


def test_the_newest_texts_come_first_with_every_phrase_of_the_category(interest_shop: Any) -> None:
    found = interest_node(interest_shop, "beauty.foundation")
    assert [each.text_id for each in found.texts] == ["t1", "t2", "t3"]
    assert found.n_texts == 3
    first = found.texts[0]
    assert (first.text, first.kind, first.person_id, first.item_title) == (
        "粉底液要轻薄的",
        "review",
        "p1",
        "轻盈粉底液",
    )
    assert [(each.label, first.text[each.start : each.end]) for each in first.said] == [
        ("底妆 / 粉底液", "粉底液"),
        ("底妆 / 轻薄型", "轻薄"),
    ]
    said = first.said[0]
    assert (said.stance, said.owner, said.strength, said.confidence, said.level) == (
        "prefer",
        "self",
        2,
        0.875,
        "lexicon",
    )


def test_a_deeper_category_shows_its_own_readings_alone(interest_shop: Any) -> None:
    found = interest_node(interest_shop, "beauty.foundation.liquid-foundation")
    assert [(each.text_id, len(each.said)) for each in found.texts] == [("t1", 1)]


def test_what_is_said_is_counted_by_stance_in_texts_and_people(interest_shop: Any) -> None:
    found = interest_node(interest_shop, "beauty")
    assert found.attributes == (Attribute("轻薄型", "prefer", 2, 1), Attribute("轻薄型", "avoid", 1, 1))
    assert found.n_attributes == 2


def test_a_text_of_nobody_we_know_is_shown_without_a_writer(interest_shop: Any) -> None:
    newest = interest_node(interest_shop, "pets").texts[0]
    assert (newest.text_id, newest.person_id) == ("t5", None)


def test_a_category_leads_to_its_audience(interest_shop: Any) -> None:
    assert interest_node(interest_shop, "pets.cat-food").expression == "interest(pets.cat-food)"


def test_a_sensitive_category_shows_its_reason_and_nothing_else(interest_shop: Any) -> None:
    found = interest_node(interest_shop, "health.supplements")
    assert found.withheld is not None
    assert (found.withheld.kind, found.withheld.reason) == ("health", "not_allowed")
    assert (found.texts, found.attributes, found.n_texts, found.expression) == ((), (), 0, "")


def test_an_unknown_category_has_no_names(interest_shop: Any) -> None:
    for path in ("", "no.such", "beauty.foundation.texture-light", "beauty.", "' or 1=1"):
        assert interest_node(interest_shop, path) == NodeDetail(path)


def test_a_category_known_by_behaviour_alone_has_no_texts(interest_shop: Any) -> None:
    found = interest_node(interest_shop, "c1.c2")
    assert (found.names, found.texts, found.attributes) == (("自制", "手工皂"), (), ())


def test_phrases_lie_in_the_texts_of_a_built_shop(demo_shop: Path) -> None:
    project = Project.open(demo_shop)
    for node in interest_board(project).nodes[:5]:
        found = interest_node(project, node.path)
        assert found.n_texts == node.n_texts
        assert len(found.texts) == min(node.n_texts, MOST_TEXTS)
        times = [each.occurred_at for each in found.texts]
        assert times == sorted(times, reverse=True)
        assert all(each.text[said.start : said.end].strip() for each in found.texts for said in each.said)
