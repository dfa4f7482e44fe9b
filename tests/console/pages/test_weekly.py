from __future__ import annotations

import pytest

from huaxiang.console.views.weekly import weekly
from huaxiang.project.opening import Project

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_week_is_read_from_top_to_bottom(visitors, demo_shop, language):
    told = weekly(Project.open(demo_shop))
    page = visitors(language).open("/weekly")
    page.wait_for_selector(".hxw-grid")
    assert page.locator(".hxw-said p").count() == len(told["sentences"])
    assert page.locator(".hx-figure").count() == 4
    assert page.locator(".hxw-grid tbody td").count() == 25
    assert page.locator(".hxw-grid tbody td:not(.hxw-none)").count() == len(told["rfm"]["cells"])
    assert page.locator(".hxw-cohorts tbody tr").count() == len(told["cohorts"])
    assert page.locator(".hxw-stages").count() == 2


def test_from_a_group_to_its_audience(visitors, demo_shop):
    row = weekly(Project.open(demo_shop))["rfm"]["groups"][0]
    page = visitors("zh").open("/weekly")
    page.get_by_role("link", name=row["label"]).first.click()
    page.wait_for_selector(f".hx-count-place :text-is('{row['n_people']}')")


def test_nothing_is_cut_off_on_a_phone(visitors):
    page = visitors("zh", width=390).open("/weekly")
    page.wait_for_selector(".hxw-grid")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
