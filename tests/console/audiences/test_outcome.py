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
