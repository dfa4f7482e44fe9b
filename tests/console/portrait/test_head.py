from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser


def test_the_head_names_masked_identities_and_how_old_the_portrait_is(visitors, cast):
    page = visitors("zh").open(f"/people/{cast['talker']}")
    page.wait_for_selector(".hxp-head")
    told = dict(
        zip(
            page.locator(".hxp-id-kind").all_inner_texts(), page.locator(".hxp-id-value").all_inner_texts(), strict=True
        )
    )
    assert "会员号" in told
    assert all("***" in value for kind, value in told.items() if kind != "会员号")
    assert page.locator(".hxp-times dt").all_inner_texts() == ["最早出现", "最近一次行为", "画像截至"]


def test_of_who_refuses_profiling_nothing_is_computed_and_the_head_says_so(visitors, cast):
    page = visitors("zh").open(f"/people/{cast['refuser']}")
    page.wait_for_selector(".hxp-refused")
    assert page.get_by_text("不计算", exact=True).count() == 3
    assert page.locator(".hxp-tag, .hxp-radar, .hxp-sunburst").count() == 0
