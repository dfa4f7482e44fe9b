from __future__ import annotations

import pytest

from huaxiang.console.live.board import MOST_ROWS

pytestmark = pytest.mark.browser


def lines(page):
    return page.locator(".hxl-row")


def test_an_event_shows_without_a_reload_with_person_tag_change_and_cause(visitors, moving):
    page = visitors("zh", at=moving.at).open("/live")
    page.wait_for_selector(".hxl-row")
    page.evaluate("window.stayed = true")
    order = {"order_id": "n-1", "total": 88}
    assert moving.post("Order Completed", userId="M01", properties=order)["verdict"] == "accepted"
    line = lines(page).filter(has_text="M01").filter(has_text="已购客户").filter(has_text="得到")
    line.wait_for(timeout=5_000)
    assert "事件：支付" in line.inner_text()
    assert page.evaluate("window.stayed")
    line.locator("a").click()
    page.wait_for_selector("h1:has-text('M01')")


def test_the_gate_says_what_it_keeps_back_and_everything_shows_it_with_its_state(visitors, moving):
    page = visitors("zh", at=moving.at).open("/live")
    page.wait_for_selector(".hxl-row")
    page.wait_for_selector(".hxl-note:has-text('还不能用')")
    assert page.locator(".hxl-withheld").count() == 0
    page.get_by_role("button", name="全部", exact=True).click()
    page.wait_for_selector(".hxl-withheld")
    assert page.locator(".hxl-withheld .hxl-why").first.inner_text() in {"待观察", "置信度不到门槛"}
    assert lines(page).count() <= MOST_ROWS


def test_lines_are_filtered_by_tag_and_cause_and_none_is_said_plainly(visitors, moving):
    page = visitors("en", at=moving.at).open("/live")
    page.wait_for_selector(".hxl-row")
    page.get_by_label("Filter by tag").fill("buyer")
    page.wait_for_function("[...document.querySelectorAll('.hxl-tag')].every(each => /buyer/i.test(each.innerText))")
    assert lines(page).count() > 0
    page.get_by_label("Filter by tag").fill("no such tag")
    page.wait_for_selector(".hx-empty:has-text('No change meets the filter')")
    assert lines(page).count() == 0


def test_a_paused_list_stands_still_and_goes_on_with_what_came(visitors, moving):
    page = visitors("zh", at=moving.at).open("/live")
    page.wait_for_selector(".hxl-row")
    page.get_by_role("button", name="暂停").click()
    page.wait_for_selector(".hxl-told:has-text('已暂停')")
    order = {"order_id": "n-4", "total": 88}
    moving.post("Order Completed", userId="M04", properties=order)
    page.wait_for_selector(".hxl-told:not(:has-text('0 条'))")
    bought = lines(page).filter(has_text="M04").filter(has_text="事件：支付")
    assert bought.count() == 0
    page.get_by_role("button", name="继续").click()
    bought.first.wait_for()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [1440, 390])
def test_the_head_tells_the_age_and_the_worker_on_every_width(visitors, moving, language, width):
    moving.post("Product Viewed", userId="M00", properties={"product_id": f"{language}{width}"})
    page = visitors(language, at=moving.at, width=width).open("/live")
    page.wait_for_selector('.hxl-bars rect:not([height="0"])')
    told = page.locator(".hxl-figures").inner_text()
    assert ("正常" if language == "zh" else "working") in told
    assert page.locator(".hxl-bars svg").count() == 2
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_thousand_lines_at_once_leave_the_page_with_some_hundreds(visitors, moving):
    page = visitors("zh", at=moving.at).open("/live")
    page.wait_for_selector(".hxl-row")
    page.evaluate(
        """() => {
          const row = {at: "12:00:00", href: "/people/p", tag: "t", words: "w", tone: "good", cause: "c", why: ""};
          for (let n = 0; n < 20; n++) hxLive.add(Array(100).fill({...row, name: "M" + n}), true);
        }"""
    )
    assert lines(page).count() == MOST_ROWS
    assert lines(page).first.locator("a").inner_text() == "M19"
