from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest

from huaxiang.console.views.choices import MOST_VALUES, choices_of
from huaxiang.project.opening import Project
from huaxiang.project.selecting import Audiences


@pytest.fixture(scope="module")
def audiences(built_shop: Path) -> Audiences:
    return Audiences.of(Project.open(built_shop))


def test_only_names_that_exist_can_be_chosen_with_state_and_holders(audiences: Audiences) -> None:
    choices = choices_of(audiences, "zh")
    buyers = next(each for each in choices.by_kind["tag"] if each.key == "fact.buyer")
    assert (buyers.label, buyers.state, buyers.n_people) == ("已购客户", "active", 10)
    assert {each.key for each in choices.by_kind["tag"]} <= audiences.vocabulary.tags.keys()
    assert choices.by_kind["fact"] == []
    assert choices.by_kind["did"][0].label == "浏览"
    assert choices_of(audiences, "en").names.tags["fact.buyer"] != "已购客户"


def test_an_interest_counts_everyone_at_or_below_it(audiences: Audiences) -> None:
    interests = {each.key: each for each in choices_of(audiences, "zh").by_kind["interest"]}
    assert interests["beauty"].label == "美妆"
    assert interests["beauty"].n_people == 6
    assert interests["beauty"].state == "observation"
    english = {each.key: each.label for each in choices_of(audiences, "en").by_kind["interest"]}
    assert english["beauty"].isascii()


def with_traits(audiences: Audiences, rows: list[tuple[int, str, str]]) -> Any:
    person, name, value = (list(column) for column in zip(*rows, strict=True))
    traits = pa.table({"person_id": pa.array(person, pa.int64()), "name": name, "value": value})
    index = replace(audiences.index, traits=traits)
    return SimpleNamespace(project=audiences.project, vocabulary=audiences.vocabulary, index=index)


def test_traits_are_offered_by_label_with_the_values_that_people_have(audiences: Audiences) -> None:
    shop = with_traits(audiences, [(0, "sex", "f"), (1, "sex", "f"), (2, "sex", "m"), (0, "x17", "q")])
    choices = choices_of(shop, "zh")
    assert [(each.key, each.label, each.n_people) for each in choices.by_kind["trait"]] == [
        ("sex", "性别", 3),
        ("x17", "x17", 1),
    ]
    assert choices.values["trait", "sex"] == {"f": "女", "m": "男"}
    assert choices_of(shop, "en").values["trait", "sex"] == {"f": "female", "m": "male"}


def test_names_with_one_label_are_told_apart_and_many_values_are_typed(audiences: Audiences) -> None:
    many = [(0, "city", f"c{n}") for n in range(MOST_VALUES + 1)]
    choices = choices_of(with_traits(audiences, [(0, "sex", "f"), (0, "gender", "女"), *many]), "zh")
    assert {each.label for each in choices.by_kind["trait"]} == {"性别 (sex)", "性别 (gender)", "城市"}
    assert ("trait", "city") not in choices.values
