from __future__ import annotations

from pathlib import Path

from huaxiang.console.views.comparison import comparison_document, spoken_shares
from huaxiang.project.opening import Project
from huaxiang.project.selecting import Audiences


def test_kinds_and_labels_are_those_of_the_catalogue(demo_shop: Path) -> None:
    audiences = Audiences.of(Project.open(demo_shop))
    document = comparison_document(audiences, audiences.select("tag(fact.buyer)"), None)
    kinds = {each["key"]: each["kind"] for each in document["shares"]}
    assert kinds["fact.buyer"] == "fact"
    assert "trait" in kinds.values()
    assert (document["is_hidden"], document["least_people"]) == (False, 30)


def test_english_labels_are_had(demo_shop: Path) -> None:
    audiences = Audiences.of(Project.open(demo_shop))
    found = audiences.compare(audiences.select("tag(fact.buyer)"))
    shown = {each["key"]: each["label"] for each in spoken_shares(audiences, found, "en")}
    assert shown["fact.buyer"] == Project.open(demo_shop).catalogue()["fact.buyer"].label_en
