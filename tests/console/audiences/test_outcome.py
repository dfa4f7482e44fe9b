from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser


def test_who_is_held_back_is_told_with_the_reason_and_what_to_do(visitors, corner_site):
    page = visitors("zh", at=corner_site).open("/audiences")
    page.get_by_role("button", name="近 90 天买过").wait_for()
    page.locator("textarea").first.fill("interest(beauty)")
    page.wait_for_selector("text=没有人满足这些条件")
    held_back = page.locator(".hx-withheld").inner_text()
    assert "标签尚未生效" in held_back
    assert "怎么办" in held_back
    assert "待观察" in held_back


def test_the_count_says_how_many_of_whom_as_of_when_and_what_they_spent(visitors, corner_site):
    page = visitors("en", at=corner_site).open("/audiences")
    page.get_by_role("button", name="bought in 90 days").click()
    page.wait_for_selector('[data-count="10"]')
    told = page.locator(".hx-count-place").inner_text()
    assert "33.3% of 30 who may be chosen" in told
    assert "Net sales of 180 days ¥1,990.00" in told
    assert "per person ¥199.00" in told
    assert "Data as of 2025-11-" in told
    assert page.get_by_text("TGI 3").count() == 0


def test_names_of_segments_stay_on_their_line_however_narrow(visitors, site):
    page = visitors("zh", width=1024, at=site).open("/audiences?expression=did(product_viewed)")
    page.wait_for_selector(".hx-mix")
    for each in page.locator(".hx-mix .hx-spread > span:first-child").all():
        assert each.bounding_box()["height"] < 50


def test_a_fault_is_told_in_the_pages_language_and_the_nearest_name_can_be_taken(visitors, corner_site):
    page = visitors("zh", at=corner_site).open("/audiences?expression=tag(fact.buyr)%20and%20did(order_completed)")
    page.wait_for_selector("text=第 5 个字：没有这个标签：fact.buyr")
    page.get_by_role("button", name="改成 fact.buyer").click()
    page.wait_for_selector('[data-count="10"]')
    page.locator("textarea").first.fill("did(order_completed, within 7)")
    page.wait_for_selector("text=第 29 个字：这里要写时长，例如 30m、24h、7d")
    english = visitors("en", at=corner_site).open("/audiences?expression=tag(fact.buyer")
    english.wait_for_selector("text=At character 15: A closing bracket ) is missing")
