from __future__ import annotations

import pytest

from huaxiang.console.connect.trial import fault_of, verdict_of


def test_the_verdict_is_that_of_the_first_event_where_the_answer_names_it():
    assert verdict_of('{"success": true, "events": [{"messageId": "1", "verdict": "accepted"}]}') == ("accepted", "")
    assert verdict_of('{"events": [{"verdict": "refused", "reason": "no_name"}]}') == ("refused", "no_name")
    for other in ('{"status": 1}', "", "[]", '{"events": []}', '{"events": 3}'):
        assert verdict_of(other) is None


def test_a_fault_is_the_line_of_the_service_or_what_was_answered():
    assert fault_of('{"success": false, "error": "the key may not write"}') == "the key may not write"
    assert fault_of("  a\n gateway ") == "a gateway"


def try_it(page, name="Segment"):
    page.get_by_role("button", name=name, exact=True).click()
    page.get_by_role("button", name="发送测试事件").click()


@pytest.mark.browser
@pytest.mark.parametrize("name", ["Segment", "神策", "PostHog", "CloudEvents", "HTTP"])
def test_a_test_event_is_accepted_and_shows_whom_it_made_and_what_it_changed(visitors, moving, name):
    page = visitors("zh", at=moving.at).open("/connect")
    page.wait_for_function("document.getElementById('hx-connect-snippet').innerText.length > 50")
    try_it(page, name)
    page.wait_for_selector("[data-step=changes]", timeout=15_000)
    steps = page.locator(".hxc-steps").inner_text()
    assert "已收下" in steps
    assert "秒可读" in steps
    assert "得到" in page.locator("[data-step=changes]").inner_text()
    with page.expect_popup() as opened:
        page.get_by_role("link", name="打开画像").click()
    opened.value.wait_for_selector(".hxp-tag")


@pytest.mark.browser
def test_test_people_are_removed_by_a_button(visitors, moving):
    page = visitors("zh", at=moving.at).open("/connect")
    page.wait_for_function("document.getElementById('hx-connect-snippet').innerText.length > 50")
    try_it(page)
    page.wait_for_selector("[data-step=person] code")
    person = page.locator("[data-step=person] code").inner_text()
    page.get_by_role("button", name="删除测试人和他们的事件").click()
    page.wait_for_selector("text=个测试人", timeout=30_000)
    page.wait_for_selector("text=现在没有测试人")
    page.goto(f"{moving.at}/people/{person}")
    page.wait_for_selector(".hx-empty")
