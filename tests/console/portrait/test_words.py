from __future__ import annotations

import pytest

from huaxiang.console.portrait.words import day_of, measured, moment_of, named, state_tone, sure_words, withheld_words


@pytest.mark.parametrize(
    ("value", "unit", "chinese", "english"),
    [
        (None, "days", "–", "–"),
        (0.125, "share", "12.5%", "12.5%"),
        (12.0, "days", "12 天", "12 d"),
        (2.5, "times", "2.5 次/月", "2.5/month"),
        (52.5, "yuan", "¥52.5", "¥52.5"),
        (2727.9, "yuan", "¥2,728", "¥2,728"),
        (3.0, "parsecs", "3", "3"),
    ],
)
def test_a_value_is_shown_with_its_unit(speaker, value, unit, chinese, english):
    assert (measured(speaker("zh"), value, unit), measured(speaker("en"), value, unit)) == (chinese, english)


def test_a_name_without_a_word_stands_for_itself(speaker):
    assert (named(speaker("zh"), "namespace", "mobile"), named(speaker("zh"), "namespace", "qq")) == ("手机号", "qq")


def test_instants_are_local(speaker):
    assert moment_of(speaker("zh"), "2025-11-11T12:00:00.000000Z") == "2025-11-11 20:00"
    assert day_of(speaker("zh"), "2025-11-11T17:00:00.000000Z") == "2025-11-12"
    assert day_of(speaker("zh"), None) == "–"


def test_how_sure_a_tag_is_depends_on_its_kind(speaker):
    row = {"kind": "interest", "threshold": 0.82, "confidence": 0.734}
    assert sure_words(speaker("zh"), row) == "置信度 73.4%"
    assert sure_words(speaker("en"), {**row, "kind": "segment"}) == "probability 73.4%"
    assert sure_words(speaker("zh"), {**row, "threshold": 0}) == "按口径精确计算"


def test_a_withheld_tag_says_why_in_plain_words(speaker):
    row = {"withheld": "below_threshold", "state": "active", "confidence": 0.5, "threshold": 0.82}
    assert withheld_words(speaker("zh"), row) == "对此人的把握不够：50.0%，要 82.0%"
    assert "观察期" in withheld_words(
        speaker("zh"), {**row, "withheld": "definition_not_active", "state": "observation"}
    )
    assert "frozen" in withheld_words(speaker("en"), {**row, "withheld": "definition_not_active", "state": "frozen"})


def test_states_have_tones():
    assert [state_tone({"status": status}) for status in ("active", "below_threshold", "expired")] == [
        "good",
        "wait",
        "plain",
    ]
