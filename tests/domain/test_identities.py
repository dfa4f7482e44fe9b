from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaxiang.domain.identities import NAMESPACES, identity_of, is_usable, mask, split_identity

names = st.sampled_from([each.name for each in NAMESPACES])


@pytest.mark.parametrize(
    ("namespace", "value"),
    [
        ("mobile", "138****1234"),
        ("mobile", "138＊＊＊＊1234"),
        ("mobile", "13812345678-1234"),
        ("mobile", "+8613812345678转12"),
        ("mobile", "13812345678#99"),
        ("mobile", "13800138000"),
        ("mobile", "+86 138-0013-8000"),
        ("mobile", "008613800138000"),
        ("mobile", "00000000000"),
        ("email", "N/A"),
        ("member_no", "null"),
        ("member_no", "  "),
        ("member_no", "未知"),
        ("oaid", "00000000-0000-0000-0000-000000000000"),
        ("member_no", "xxxx1234"),
        ("member_no", None),
    ],
)
def test_masked_virtual_test_and_placeholder_values_stand_for_nobody(namespace: str, value: str | None) -> None:
    assert not is_usable(namespace, value)


@pytest.mark.parametrize(
    ("namespace", "value"),
    [("mobile", "13912345678"), ("mobile", "+86 139 1234 5678"), ("email", "a@b.cn"), ("cookie", "x1"), ("oaid", "0a")],
)
def test_ordinary_values_are_usable(namespace: str, value: str) -> None:
    assert is_usable(namespace, value)


@pytest.mark.parametrize("value", ["13912345678", "+86 139-1234-5678", "8613912345678", "0086 139 1234 5678"])
def test_ways_to_write_one_phone_are_one_identity(value: str) -> None:
    assert identity_of("mobile", value) == "mobile:13912345678"


def test_a_foreign_phone_keeps_its_country() -> None:
    assert identity_of("mobile", "+49 151 12345678") == "mobile:4915112345678"


def test_mails_differ_by_no_case_but_member_numbers_do() -> None:
    assert identity_of("email", " Anna@Shop.CN ") == "email:anna@shop.cn"
    assert identity_of("member_no", "Ab") == "member_no:Ab"


@given(names, st.text(max_size=24))
def test_normalising_twice_changes_nothing(namespace: str, value: str) -> None:
    once = identity_of(namespace, value)
    assert split_identity(once)[0] == namespace
    assert identity_of(*split_identity(once)) == once


def test_a_bare_value_has_no_namespace() -> None:
    assert split_identity("13912345678") == ("", "13912345678")
    assert split_identity("cookie:a:b") == ("cookie", "a:b")


@given(st.text(min_size=5, max_size=30))
def test_a_mask_never_shows_a_whole_long_value(value: str) -> None:
    assert mask(value) != value or "*" in value


def test_masks() -> None:
    assert mask("13812341234") == "138****1234"
    assert mask("anna@shop.cn") == "a***@shop.cn"
    assert mask("M1234567") == "M1***67"


def test_priorities_are_distinct_and_limits_not_negative() -> None:
    assert [each.priority for each in NAMESPACES] == list(range(1, len(NAMESPACES) + 1))
    assert all(each.max_per_person >= 0 for each in NAMESPACES)
