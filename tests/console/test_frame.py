from __future__ import annotations

import pytest

from huaxiang.console.frame import PAGES

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("language", "words"), [("zh", ["总览", "人", "人群", "数据"]), ("en", ["Overview", "People", "Audiences", "Data"])]
)
def test_the_navigation_leads_to_every_page_in_the_visitors_language(visitors, language, words):
    page = visitors(language).open("/")
    assert page.locator(".hx-nav-link").all_inner_texts() == words
    assert [link.get_attribute("href") for link in page.locator(".hx-nav-link").all()] == list(PAGES.values())


def test_the_other_language_is_one_click_away_and_stays(visitors):
    page = visitors("zh").open("/people")
    page.get_by_text("English").click()
    page.wait_for_selector("text=Overview")
    assert page.url.endswith("/people")
    page.get_by_text("Overview").click()
    page.wait_for_selector("h1:has-text('Overview')")
