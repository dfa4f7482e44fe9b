from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser


def test_an_expression_is_shown_as_chips_where_it_can_be(visitors, corner_site):
    page = visitors("zh", at=corner_site).open("/audiences")
    page.get_by_role("button", name="近 90 天买过").wait_for()
    page.locator("textarea").first.fill("did(支付) 且 非 did(浏览, within 2d)")
    page.wait_for_selector(".hx-condition-chip.hx-negated")
    assert page.locator(".hx-condition-chip").count() == 2
    deep = "did(支付) 且 (did(浏览) 或 (did(加购) 且 did(收藏)))"
    page.locator("textarea").first.fill(deep)
    page.wait_for_selector("text=已按手写内容计算")


def test_who_is_left_out_stays_out_when_conditions_are_joined_by_or(visitors, corner_site):
    page = visitors("en", at=corner_site).open("/audiences")
    page.get_by_role("button", name="bought in 90 days").wait_for()
    page.locator("textarea").first.fill("did(order_completed) and did(product_viewed) and not (did(x) or did(y))")
    page.wait_for_selector(".hx-wrong")
    wanted = "did(order_completed) and did(product_viewed) and not (did(order_refunded) or did(message_sent))"
    page.locator("textarea").first.fill(wanted)
    page.wait_for_selector(".hx-leave-out")
    page.get_by_role("button", name="and", exact=True).click()
    page.wait_for_function(
        "text => document.querySelector('textarea').value === text",
        arg="(did(order_completed) or did(product_viewed)) and not (did(order_refunded) or did(message_sent))",
    )
    assert page.locator(".hx-leave-out .hx-condition-chip").count() == 2
