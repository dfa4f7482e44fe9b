from __future__ import annotations

from pathlib import Path

import pytest
import yaml

import huaxiang.console.vocabulary
from huaxiang.console.vocabulary import name_of, value_of

DOCUMENT = yaml.safe_load(Path(huaxiang.console.vocabulary.__file__).with_name("vocabulary.yaml").read_text("utf-8"))


@pytest.mark.parametrize(
    ("name", "zh", "en"),
    [
        ("gender", "性别", "Sex"),
        ("SEX", "性别", "Sex"),
        ("reg_channel", "注册渠道", "Registered through"),
        ("Member Level", "会员等级", "Member level"),
        ("会员等级", "会员等级", "Member level"),
    ],
)
def test_well_known_names_read_the_same_in_every_spelling(name: str, zh: str, en: str) -> None:
    assert (name_of(name, "zh"), name_of(name, "en")) == (zh, en)


def test_other_names_have_no_label() -> None:
    assert name_of("x17", "zh") is None


@pytest.mark.parametrize(
    ("name", "value", "zh", "en"),
    [
        ("sex", "F", "女", "female"),
        ("gender", "男", "男", "male"),
        ("level", "普通会员", "普通会员", "regular"),
        ("has_car", "否", "否", "no"),
        ("vip", "1", "是", "yes"),
        ("city", "上海", "上海", "上海"),
        ("x17", "f", "f", "f"),
        ("kids_count", "1", "1", "1"),
    ],
)
def test_codes_read_as_words_and_other_values_as_they_are(name: str, value: str, zh: str, en: str) -> None:
    assert (value_of(name, value, "zh"), value_of(name, value, "en")) == (zh, en)


def test_every_name_and_value_has_both_languages_and_no_spelling_means_two_things() -> None:
    spellings = [each for name, row in DOCUMENT["names"].items() for each in (name, *row.get("also", ()))]
    assert len(spellings) == len({each.casefold() for each in spellings})
    assert all(row["zh"].strip() and row["en"].strip() for row in DOCUMENT["names"].values())
    assert set(DOCUMENT["values"]) - {"yes_no"} <= DOCUMENT["names"].keys()
    for rows in DOCUMENT["values"].values():
        values = [each for row in rows for each in {str(spelling).casefold() for spelling in row}]
        assert len(values) == len(set(values))
