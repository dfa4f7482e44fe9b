from __future__ import annotations

import pytest

from huaxiang.project.opening import Project

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
    assert page.locator(".hxp-head > .hxp-times dt").all_inner_texts() == ["最早出现", "最近一次行为", "画像截至"]


def test_of_who_refuses_profiling_nothing_is_computed_and_the_head_says_so(visitors, cast):
    page = visitors("zh").open(f"/people/{cast['refuser']}")
    page.wait_for_selector(".hxp-refused")
    assert page.get_by_text("不计算", exact=True).count() == 3
    assert page.locator(".hxp-tag, .hxp-radar, .hxp-sunburst").count() == 0


def test_a_buyer_has_a_stage_of_life_and_an_rfm_group_with_three_figures_each_with_its_why(visitors, cast):
    page = visitors("zh").open(f"/people/{cast['buyer']}")
    page.wait_for_selector(".hxp-customer")
    stage, group = page.locator(".hxp-customer .hx-button-badge").all_inner_texts()
    assert stage.startswith("生命周期：")
    assert group.startswith("RFM 分组：")
    assert page.locator(".hxp-customer dt").all_inner_texts() == ["最近一单", "近一年下单", "近一年净额"]
    figures = page.locator(".hxp-customer dd").all_inner_texts()
    assert "天前" in figures[0] or "今天" in figures[0]
    assert "单" in figures[1]
    assert figures[2].startswith("¥")
    assert all("分" in each for each in figures)
    page.locator(".hxp-customer .hx-button-badge").first.click()
    page.wait_for_selector(f".hxp-dialog-title >> text={stage.removeprefix('生命周期：')}")
    page.wait_for_selector(".hxp-dialog >> text=口径")


def test_who_never_bought_has_neither(visitors, demo_shop):
    store = Project.open(demo_shop).store()
    looker = next(each.person_id for each in store.profiles() if not each.features.get("orders_180d") and each.tags)
    page = visitors("en").open(f"/people/{looker}")
    page.wait_for_selector(".hxp-summary")
    keys = {tag.tag_key.partition(".")[0] for tag in store.profile(looker).tags}
    assert bool(page.locator(".hxp-customer").count()) == bool(keys & {"rfm", "life_cycle"})
