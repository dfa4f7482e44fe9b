from __future__ import annotations

from typing import Any

import pytest

from huaxiang.console.pages.people import rows_html
from huaxiang.domain.instants import Zone
from huaxiang.project.opening import Project

HEADS = {name: name for name in ("person", "segment", "interests", "last_seen", "orders", "net")}
ROW: dict[str, Any] = {
    "person_id": "p_1",
    "name": "M1",
    "contact": "138****1234",
    "is_visitor": False,
    "segment": "<b>组</b>",
    "interests": ["美妆", "<script>"],
    "last_seen_at": None,
    "n_orders": 0,
    "net_minor": 0,
}


def identity(demo_shop, namespace: str) -> str:
    rows = Project.open(demo_shop).lake().read("identities").to_pylist()
    return next(row["value"] for row in rows if row["namespace"] == namespace)


@pytest.mark.browser
@pytest.mark.parametrize(("language", "total"), [("zh", "1 人"), ("en", "1 person")])
def test_a_phone_number_leads_to_the_portrait(visitors, demo_shop, language, total):
    mobile = identity(demo_shop, "mobile")
    page = visitors(language).open("/people")
    page.wait_for_selector(".hx-people tbody tr")
    page.locator("input[type=search]").fill(mobile)
    page.wait_for_selector(f".hx-total .hx-plain:text-is('{total}')")
    assert mobile not in page.locator(".hx-people").inner_text()
    page.locator(".hx-people tbody a").click()
    page.wait_for_url("**/people/p_*")


@pytest.mark.browser
def test_a_tag_is_found_by_a_part_of_its_name_and_taken_away_again(visitors):
    page = visitors("zh").open("/people")
    everybody = page.wait_for_selector(".hx-total").inner_text()
    page.locator("input[type=search]").fill("已购")
    page.locator(".hx-hints a").first.click()
    page.wait_for_url("**/people?tag=*")
    page.wait_for_selector(".hx-button-chip:has-text('已购')")
    assert page.wait_for_selector(".hx-total").inner_text() != everybody
    page.locator(".hx-button-chip").click()
    page.wait_for_selector(f".hx-total .hx-plain:text-is('{everybody}')")
    assert page.url.endswith("/people")


@pytest.mark.browser
def test_pages_are_turned_and_end(visitors):
    page = visitors("en").open("/people")
    first = page.wait_for_selector(".hx-people tbody a").inner_text()
    assert page.get_by_role("button", name="Previous").first.is_disabled()
    page.get_by_role("button", name="Next").first.click()
    page.wait_for_selector("text=page 2 of")
    assert page.locator(".hx-people tbody a").first.inner_text() != first
    page.get_by_role("button", name="Previous").first.click()
    page.wait_for_selector("text=page 1 of")


@pytest.mark.browser
@pytest.mark.parametrize(("language", "words"), [("zh", "没有找到这样的人"), ("en", "Nobody was found")])
def test_nobody_found_says_what_to_do(visitors, language, words):
    page = visitors(language).open("/people?q=no-such-person")
    page.wait_for_selector(f".hx-empty:has-text('{words}')")


def test_every_value_of_a_row_is_escaped() -> None:
    made = rows_html({"rows": [ROW], "currency": "CNY"}, HEADS, zone=Zone("Asia/Shanghai"), language="zh")
    assert "<script>" not in made
    assert "<b>" not in made
    assert '<a href="/people/p_1">M1</a><small>138****1234</small>' in made


def test_who_is_known_by_a_device_alone_is_a_visitor() -> None:
    row = {**ROW, "name": "c8***50", "is_visitor": True}
    nobody = {**row, "name": ""}
    made = rows_html({"rows": [row, nobody], "currency": "CNY"}, HEADS, zone=Zone("UTC"), language="en")
    assert "visitor c8***50" in made
    assert "no identity" in made
