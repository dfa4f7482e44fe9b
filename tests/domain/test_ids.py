from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from hashlib import md5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaxiang.domain.errors import OutOfRange
from huaxiang.domain.ids import category_slug, content_id, event_id, is_tag_key, person_id, person_number, run_id


def test_ids_are_the_same_for_ever() -> None:
    assert person_id("member_no:42") == "p_8278a0190fc2144f"
    assert event_id("app", "m1") == md5(b"app\x1fm1").hexdigest()[:24]
    assert content_id("rule", {"b": 1, "a": [2]}) == content_id("rule", {"a": [2], "b": 1})
    assert len(content_id("x")) == 24


@given(st.text(), st.text())
def test_a_person_id_is_p_and_sixteen_hex_digits(a: str, b: str) -> None:
    assert is_person(person_id(a))
    assert (person_id(a) == person_id(b)) == (a == b)
    assert 0 <= person_number(person_id(a)) < 2**64


def is_person(name: str) -> bool:
    return name.startswith("p_") and len(name) == 18 and int(name[2:], 16) >= 0


def test_source_and_message_do_not_run_into_each_other() -> None:
    assert event_id("app", "1m") != event_id("app1", "m")


def test_a_run_id_is_utc_time_and_four_hex_digits() -> None:
    noon = datetime(2025, 11, 11, 20, tzinfo=timezone(timedelta(hours=8)))
    assert run_id(noon, "a").startswith("20251111T120000Z-")
    assert len(run_id(noon, "a")) == len("20251111T120000Z-") + 4
    assert run_id(noon, "a") == run_id(noon.astimezone(UTC), "a")
    assert run_id(noon, "a") != run_id(noon, "b")


@pytest.mark.parametrize("key", ["flag.hesitant", "interest.beauty.foundation.texture-light", "segment.s0007", "a_b"])
def test_these_are_tag_keys(key: str) -> None:
    assert is_tag_key(key)


@pytest.mark.parametrize("key", ["", "Flag.x", "a..b", ".a", "a.", "a b", "标签", "a\n"])
def test_these_are_no_tag_keys(key: str) -> None:
    assert not is_tag_key(key)


@given(st.text(min_size=1))
def test_a_category_slug_is_always_a_tag_key(label: str) -> None:
    assert is_tag_key(category_slug(label))
    assert category_slug(label) == category_slug(label)


def test_slugs_of_labels() -> None:
    assert category_slug("Baby & Toddler") == "baby-toddler"
    assert category_slug("3C数码") != category_slug("3C家电")
    with pytest.raises(OutOfRange):
        category_slug("")
