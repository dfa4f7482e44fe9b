"""Whether a text speaks of things: as a share, by how it is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaxiang.interests.reader import load_reader
from huaxiang.interests.senses import SenseReader, load_senses

SENSES = SenseReader(load_senses())


@given(st.text(max_size=40), st.sampled_from(["review", "social", None]), st.sampled_from([None, "儿童水杯 250ml"]))
def test_it_is_a_share(text: str, kind: str | None, page: str | None) -> None:
    assert 0 <= SENSES.share(text, kind=kind, page=page) <= 1


@pytest.mark.parametrize(
    ("thing", "other"),
    [
        ("买的面膜用着很补水,回购第三次了", "他整天板着脸,像敷了面膜一样没表情"),
        ("这款键盘手感不错,打字不累", "网上的键盘侠又开始骂人了"),
    ],
)
def test_a_shopper_speaks_of_things(thing: str, other: str) -> None:
    assert SENSES.share(thing, kind="social", page=None) > SENSES.share(other, kind="social", page=None)


def test_names_of_things_in_other_talk_are_no_interest() -> None:
    reader = load_reader()
    assert reader.read("网上的键盘侠又开始骂人了", kind="social").tags == ()
    assert reader.read("刚入手的机械键盘,手感真不错", kind="social").tags
