from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from huaxiang.domain.errors import BadExpression, UnknownName, UserError
from huaxiang.project.selecting import Audiences
from huaxiang.stores.base import Update

ANNA, NAMESAKE = "p_0000000000000001", "p_0000000000000004"


@pytest.fixture
def audiences(shop: Any) -> Audiences:
    return Audiences.of(shop)


@pytest.mark.parametrize(
    ("expression", "members"),
    [
        ("tag(fact.buyer)", [ANNA]),
        ("tag(已购客户) 且 trait(gender) = 女", [ANNA]),
        ("segment(夜间活跃组)", [ANNA]),
        ("feature(orders_180d) >= 2", [ANNA]),
        ("fact(household_size) = 2", [ANNA]),
        ("not tag(fact.buyer)", [NAMESAKE]),
        ("did(product_added where l1 = 美妆, within 7d) >= 3", [ANNA]),
        ("did(product_added, within 28h) >= 1", []),
        ("did(product_viewed)", [NAMESAKE]),
        ("interest(beauty)", []),
    ],
)
def test_an_expression_selects_people_by_what_passes(audiences: Audiences, expression: str, members: list[str]) -> None:
    assert audiences.select(expression).members == members


def test_what_the_gate_withholds_is_counted_with_its_reason(audiences: Audiences) -> None:
    selection = audiences.select("interest(beauty, prefer)")
    assert (selection.members, selection.withheld) == ([], {"below_threshold": 1})
    assert audiences.select("interest(beauty)", is_unproven_included=True).members == [ANNA]


def test_who_is_in_no_audience_is_counted_with_the_reason(audiences: Audiences) -> None:
    assert audiences.select("tag(fact.buyer)").excluded == {"minor": 1, "staff": 1}
    assert audiences.select("did(product_added)").excluded == {"refused": 1}


def test_a_count_says_as_of_when_and_of_whom(audiences: Audiences) -> None:
    document = audiences.document(audiences.select("tag(fact.buyer)"), is_count=True)
    assert (document["count"], document["eligible"], document["share"]) == (1, 2, 0.5)
    assert "members" not in document


def test_a_file_holds_ids_of_the_shop_and_no_tags(audiences: Audiences, tmp_path: Path) -> None:
    path = tmp_path / "人 群.parquet"
    assert audiences.hand_over(audiences.select("tag(fact.buyer)"), path) == 1
    assert pq.read_table(path).to_pylist() == [{"person_id": ANNA, "member_no": "M1"}]


def test_unproven_people_are_never_handed_over(audiences: Audiences, tmp_path: Path) -> None:
    selection = audiences.select("interest(beauty)", is_unproven_included=True)
    with pytest.raises(UserError, match="--include-unproven goes only with --count"):
        audiences.hand_over(selection, tmp_path / "x.csv")
    assert not (tmp_path / "x.csv").exists()


def test_a_saved_audience_is_selected_by_its_name(audiences: Audiences) -> None:
    audiences.save("买家", "tag(fact.buyer)")
    assert audiences.select("买家").members == [ANNA]
    assert audiences.select("买家").expression == "tag(fact.buyer)"


def test_an_expression_that_cannot_be_read_is_not_saved(audiences: Audiences) -> None:
    with pytest.raises(BadExpression):
        audiences.save("坏", "tag(fact.buyer")
    with pytest.raises(UnknownName, match="nearest"):
        audiences.save("坏", "tag(fact.bayer)")
    assert audiences.saved() == []


def test_what_comes_to_be_known_of_people_can_be_asked_for_at_once(audiences: Audiences) -> None:
    store = audiences.project.store()
    with pytest.raises(UnknownName):
        audiences.select("trait(shoe_size) = 38")
    columns = audiences.index
    anna = store.profile(ANNA)
    assert anna is not None
    anna.traits = {**anna.traits, "shoe_size": "38"}
    meta = store.meta()
    store.apply(Update(meta.log_seq, meta.as_of, profiles=[anna], revision=meta.revision))
    assert audiences.follow(store)
    assert audiences.select("trait(shoe_size) = 38").members == [ANNA]
    assert audiences.index is not columns
    assert audiences.index is audiences.index
