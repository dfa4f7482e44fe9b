from __future__ import annotations

from huaxiang.console.views import overview, portrait, words
from huaxiang.project.opening import Project


def test_the_most_held_tags_come_first(built_shop):
    document = overview(Project.open(built_shop))
    holders = [row["holders"] for row in document["top"]]
    assert holders == sorted(holders, reverse=True)
    assert all(row["passing"] <= row["holders"] for row in document["top"])
    assert document["name"] == "小店"


def test_a_portrait_is_that_of_the_command_besides_the_gate(built_shop):
    document = portrait(Project.open(built_shop), "M00")
    assert {"segment", "interests", "journey", "traits"} <= document.keys()
    assert all("withheld" in tag for tag in document["tags"])


def test_words_of_states_are_those_of_the_glossary():
    assert words()["states"]["observation"][0] == "待观察"
    assert words()["kinds"]["flag"][0] == "临时标签"
