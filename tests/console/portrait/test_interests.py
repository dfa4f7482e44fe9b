from __future__ import annotations

import pytest

from huaxiang.console.words import say

pytestmark = pytest.mark.browser


def test_the_sunburst_has_a_legend_and_is_described(visitors, cast):
    page = visitors("zh").open(f"/people/{cast['talker']}")
    chart = page.locator(".hxp-sunburst")
    chart.locator("canvas").wait_for()
    assert chart.get_attribute("aria-label") == say("portrait.sunburst_aria", "zh")
    assert page.locator(".hxp-legend-item").count() >= 1


def test_a_click_on_a_part_opens_its_why(visitors, cast):
    page = visitors("zh").open(f"/people/{cast['talker']}")
    chart = page.locator(".hxp-sunburst")
    chart.locator("canvas").wait_for()
    chart.scroll_into_view_if_needed()
    page.wait_for_timeout(800)
    box = chart.bounding_box()
    middle = {"x": box["width"] / 2, "y": box["height"] / 2}
    reach = min(middle.values())
    for share, (x, y) in ((s, d) for s in (0.83, 0.55, 0.28) for d in ((0.7, -0.7), (0.7, 0.7), (-0.7, 0.7))):
        chart.click(position={"x": middle["x"] + x * share * reach, "y": middle["y"] + y * share * reach})
        page.wait_for_timeout(300)
        if page.locator(".hxp-dialog").count():
            break
    page.wait_for_selector(".hxp-why-part")
