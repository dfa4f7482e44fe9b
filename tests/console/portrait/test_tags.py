from __future__ import annotations

import pytest

from huaxiang.project.opening import Project

pytestmark = pytest.mark.browser


def test_every_tag_of_the_person_is_listed_once_with_its_state(visitors, cast, demo_shop):
    page = visitors("zh").open(f"/people/{cast['talker']}")
    page.wait_for_selector(".hxp-tag")
    held = {tag.tag_key for tag in Project.open(demo_shop).store().profile(cast["talker"]).tags}
    rows = page.locator(".hxp-tag")
    assert {row.get_attribute("data-tag") for row in rows.all()} == held
    assert rows.count() == len(held)
    assert page.locator(".hxp-tag > .hx-chip").count() == len(held)


def test_withheld_tags_say_why_in_plain_words(visitors, cast):
    page = visitors("en").open(f"/people/{cast['talker']}")
    page.wait_for_selector(".hxp-tag")
    assert page.get_by_text("Not used:").count() >= 1
