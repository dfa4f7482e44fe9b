from __future__ import annotations

from typing import Any

import pytest

from huaxiang.domain.errors import UnknownName
from huaxiang.project.naming import find_person, shown


@pytest.mark.parametrize("name", ["p_0000000000000001", "member_no:M1", "13912345678", " member_no:M1 "])
def test_a_person_is_found_by_id_identity_and_bare_value(shop: Any, name: str) -> None:
    assert find_person(shop.store(), name) == "p_0000000000000001"


def test_an_error_never_shows_a_phone_or_an_address(shop: Any) -> None:
    for name in ("13800001111", "someone@example.com", "mobile:13800001111"):
        with pytest.raises(UnknownName) as caught:
            find_person(shop.store(), name)
        assert name.partition(":")[2] not in str(caught.value) or ":" not in name
        assert "13800001111" not in str(caught.value)
        assert "someone" not in str(caught.value)


def test_bare_numbers_of_the_shop_are_shown_as_given() -> None:
    assert (shown("100042"), shown("cookie:abcdefgh")) == ("100042", "cookie:ab***gh")
