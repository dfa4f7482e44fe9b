from __future__ import annotations

import pytest

from huaxiang.project.opening import Project

pytestmark = pytest.mark.browser


def test_the_segment_has_its_name_probability_radar_and_table(visitors, cast, demo_shop):
    page = visitors("zh").open(f"/people/{cast['buyer']}")
    page.wait_for_selector(".hxp-standing")
    store = Project.open(demo_shop).store()
    segment, probability = store.profile(cast["buyer"]).memberships[0]
    names = {row["segment_id"]: row["name_zh"] for row in store.table("segments")}
    assert page.locator(".hxp-segment-name").inner_text() == names[segment]
    assert f"{probability / 10:.1f}%" in page.locator(".hxp-segment").inner_text()
    assert page.locator(".hxp-radar canvas").count() == 1
    rows = page.locator(".hxp-standing tbody tr")
    assert rows.first.locator("td").all_inner_texts()[:2] == ["购买频率", "1 单"]


def test_why_this_segment_compares_with_the_group(visitors, cast):
    page = visitors("zh").open(f"/people/{cast['buyer']}")
    page.get_by_role("button", name="为什么在这个分群").click()
    page.wait_for_selector(".hxp-why-part table")
    assert page.locator(".hxp-why-part table th").all_inner_texts()[1:] == ["此人", "这一组的平均"]
