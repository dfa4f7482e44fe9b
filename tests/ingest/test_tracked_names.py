from __future__ import annotations

import pytest

from huaxiang.domain.event_names import EVENT_NAMES
from huaxiang.ingest.tracked_names import _NAMES, tracked_name


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("$pageview", "page_viewed"),
        ("$AppViewScreen", "screen_viewed"),
        ("$MPViewScreen", "screen_viewed"),
        ("$WebClick", "element_clicked"),
        ("$AppClick", "element_clicked"),
        ("$autocapture", "element_clicked"),
        ("$AppStart", "app_opened"),
        ("$web_vitals", "web_vitals"),
        ("addToShoppingcart", "product_added"),
        ("payOrder", "order_completed"),
        ("payOrderDetail", "order_line_recorded"),
        ("提交订单", "order_placed"),
        ("加入购物车", "product_added"),
        ("Product Viewed", "product_viewed"),
        ("checkout_started", "checkout_started"),
        ("Consent Withdrawn", "consent_withdrawn"),
        ("Segment Consent Preference Updated", "segment_consent_preference_updated"),
        ("$", None),
        (" ", None),
        (None, None),
    ],
)
def test_names_are_those_of_the_contract_and_unknown_ones_stay(sent, name):
    assert tracked_name(sent) == name


def test_no_word_of_a_shop_hides_a_name_of_the_contract():
    assert not [word for word in _NAMES if word in EVENT_NAMES]
    assert {tracked_name(name) for name in EVENT_NAMES} == set(EVENT_NAMES)
