from __future__ import annotations

import pytest

from huaxiang.console.frame import PAGES

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", ["总览", "实时", "周报", "人", "分群", "兴趣", "人群", "数据", "接入"]),
        ("en", ["Overview", "Live", "Weekly", "People", "Segments", "Interests", "Audiences", "Data", "Connect"]),
    ],
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


NAMELESS = """() => [...document.querySelectorAll('button, a[href], [role=button], input:not([type=hidden]), textarea')]
  .filter(each => each.checkVisibility() && each.type !== 'file' && !each.closest('[aria-hidden=true]'))
  .filter(each => {
    const label = each.getAttribute('aria-label') || each.innerText || each.labels?.[0]?.innerText || '';
    return !/[\\p{L}]/u.test(label) || /^(add|close|cancel|clear|arrow)_?[a-z_]*$/.test(label);
  }).map(each => each.outerHTML.slice(0, 200))"""


@pytest.mark.parametrize(
    "path", ["/", "/people", "/interests", "/audiences?expression=did(product_viewed)", "/data", "/live", "/connect"]
)
def test_everything_that_can_be_pressed_has_a_name(visitors, path):
    page = visitors("en").open(path)
    page.wait_for_selector(".hx-fresh-at >> text=Data as of")
    page.wait_for_load_state("networkidle")
    page.wait_for_function("() => !document.querySelector('.hx-loading')")
    assert page.evaluate(NAMELESS) == []


def test_the_keyboard_reaches_the_content_first_and_shows_where_it_is(visitors):
    page = visitors("zh").open("/people")
    page.wait_for_selector(".hx-people")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "跳到正文"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#content"


def test_pages_follow_the_dark_scheme_of_the_system(visitors):
    page = visitors("zh").open("/")
    grounds = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.reload()
        page.wait_for_selector(".hx-figure")
        grounds.append(page.evaluate("getComputedStyle(document.querySelector('.hx-figure')).backgroundColor"))
    assert grounds == ["rgb(255, 255, 255)", "rgb(24, 31, 44)"]
