from __future__ import annotations

import pytest

from huaxiang.console.live.feed import Standing
from huaxiang.console.portrait.following import standing_words
from huaxiang.domain.instants import from_iso

AS_OF = "2025-11-11T04:00:00.000000Z"


def standing(seconds, **told):
    return Standing(from_iso(AS_OF) + int(seconds * 1e6), told, None, [], 0, [])


def test_a_portrait_says_as_of_when_it_is_and_how_long_ago_that_is(speaker):
    live = standing(0.4, as_of=AS_OF, pending=0, checks={"worker": "ok"})
    assert standing_words(speaker("zh"), live) == ("实时跟随 · 数据截至 11-11 12:00，距现在 0.4 秒", True)
    behind = standing(90, as_of=AS_OF, pending=12, checks={"worker": "ok"})
    assert standing_words(speaker("en"), behind) == (
        "Live · as of 11-11 12:00, 1 min ago · 12 events are not counted yet",
        True,
    )


def test_where_nothing_has_come_since_the_build_it_says_so(speaker):
    words, is_live = standing_words(speaker("en"), standing(70_000, as_of=AS_OF, pending=0, checks={"worker": "ok"}))
    assert words == "Live · as of 11-11 12:00, 19 h ago · no event has come since it was computed"
    assert is_live


def test_without_a_worker_it_says_that_nothing_moves(speaker):
    words, is_live = standing_words(speaker("zh"), standing(200_000, as_of=AS_OF, checks={"worker": "off"}))
    assert words == "后台处理没有在工作 · 数据截至 11-11 12:00，距现在 2 天"
    assert not is_live
    assert standing_words(speaker("en"), standing(1)) == ("The newest state cannot be read now", False)


@pytest.mark.browser
def test_an_event_shows_on_the_open_portrait_without_a_reload_and_nothing_else_moves(visitors, moving):
    page = visitors("zh", at=moving.at).open("/people/M13")
    page.wait_for_selector(".hxp-tag")
    page.wait_for_selector(".hxp-dot-live")
    page.wait_for_selector(".hxp-trait, .hxp-4 .hx-empty")
    assert page.locator("[data-tag='fact.buyer']").count() == 0
    page.evaluate("window.stayed = true; document.querySelector('.hxp-4 .hx-card').dataset.stayed = 1")
    page.evaluate("window.scrollTo(0, 160)")
    before = page.evaluate("document.querySelector('.hxp-head').getBoundingClientRect().top")
    order = {"order_id": "n-13", "total": 88}
    assert moving.post("Order Completed", userId="M13", properties=order)["verdict"] == "accepted"
    page.wait_for_selector("[data-tag='fact.buyer'].hxp-fresh", timeout=5_000)
    assert "已购客户" in page.locator(".hxp-changed").inner_text()
    assert page.evaluate("window.stayed")
    assert page.evaluate("document.querySelector('.hxp-4 .hx-card').dataset.stayed") == "1"
    after = page.evaluate("document.querySelector('.hxp-head').getBoundingClientRect().top")
    assert abs(after - before) < 2
    assert "距现在" in page.locator(".hxp-following").inner_text()
