from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser


def test_sessions_come_newest_first_with_steps_and_readable_gaps(visitors, cast):
    page = visitors("zh").open(f"/people/{cast['talker']}")
    page.wait_for_selector(".hxp-session")
    times = page.locator(".hxp-session-at:visible").all_inner_texts()
    assert times == sorted(times, reverse=True)
    assert page.locator(".hxp-strip canvas").count() == 1
    assert page.locator(".hxp-step").count() >= 1
    assert all("天" in gap for gap in page.locator(".hxp-gap:visible").all_inner_texts())


def test_an_order_is_marked_with_what_was_paid(visitors, cast):
    page = visitors("en").open(f"/people/{cast['refuser']}")
    page.wait_for_selector(".hxp-session, .hx-empty")
    marks = page.locator(".hxp-mark").all_inner_texts()
    assert all(mark.split()[0] in {"Paid", "Ordered", "Refunded", "Cancelled"} for mark in marks)
