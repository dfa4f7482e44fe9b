from __future__ import annotations

from types import SimpleNamespace

import pytest

from huaxiang.console.pages import interests
from huaxiang.console.views.interest_node import interest_node
from huaxiang.console.views.interest_tree import interest_board
from huaxiang.project.opening import Project

browser = pytest.mark.browser


@pytest.fixture(scope="module")
def board(demo_shop):
    return interest_board(Project.open(demo_shop))


@pytest.fixture(scope="module")
def spoken(board):
    """A category of the third level with texts, and the two above it."""
    for first in board.nodes:
        for second in first.children:
            for third in second.children:
                if third.n_texts:
                    return first, second, third
    raise AssertionError("nobody says anything")


@browser
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_tree_opens_to_the_third_level_and_a_category_shows_its_texts(visitors, board, spoken, language):
    page = visitors(language).open("/interests")
    page.wait_for_selector(".hxi-row[data-path]")
    assert page.locator(".hx-figure-value").first.inner_text() == str(board.n_people)
    for node in spoken[:2]:
        page.click(f".hxi-row[data-path='{node.path}'] button.hxi-toggle")
        page.wait_for_selector(f".hxi-row[data-path='{node.children[0].path}']")
    row = page.locator(f".hxi-row[data-path='{spoken[2].path}']")
    row.locator(".hxi-choose").click()
    page.wait_for_url(f"**/interests?path={spoken[2].path}")
    page.wait_for_selector(".hxi-node .hxi-quote mark")
    assert row.locator(".hx-n").first.inner_text() == str(spoken[2].n_people)
    page.reload()
    page.wait_for_selector(f".hxi-row[data-path='{spoken[2].path}'] [aria-pressed=true]")


@browser
def test_the_newest_text_is_whole_with_its_phrase_marked(visitors, demo_shop, spoken):
    newest = interest_node(Project.open(demo_shop), spoken[2].path).texts[0]
    page = visitors("zh").open(f"/interests?path={spoken[2].path}")
    quote = page.locator(f"[data-text='{newest.text_id}']")
    assert quote.locator("blockquote").inner_text() == newest.text
    said = newest.said[0]
    assert newest.text[said.start : said.end] in quote.locator("mark").first.inner_text()


@browser
def test_a_category_leads_to_the_audience_page_with_its_expression(visitors, spoken):
    page = visitors("zh").open(f"/interests?path={spoken[0].path}")
    page.locator(".hxi-go").click()
    asked = f"interest({spoken[0].path})"
    page.wait_for_function("asked => document.querySelector('textarea')?.value === asked", arg=asked)


@browser
def test_a_sentence_is_tried_and_one_that_is_too_long_stays_in_the_browser(visitors):
    page = visitors("zh").open("/interests")
    page.wait_for_selector(".hxi-row[data-path]")
    page.fill("#hx-sentence", "😀这款粉底液很轻薄\x01")
    page.click("[data-kind=review]")
    page.wait_for_selector("[data-kind=review][aria-pressed=true]")
    page.click(".hxi-read")
    page.wait_for_selector(".hxi-told-place .hxi-tag")
    assert page.locator(".hxi-told-place .hxi-words").inner_text().startswith("😀这款粉底液很轻薄")
    page.fill("#hx-sentence", "")
    page.click(".hxi-read")
    page.wait_for_selector(".hxi-problem:has-text('先写一句话')")
    page.evaluate("document.getElementById('hx-sentence').value = '好'.repeat(1 << 20)")
    page.click(".hxi-read")
    page.wait_for_selector(".hxi-problem:has-text('1,048,576')")
    page.fill("#hx-sentence", "想买猫粮")
    page.click(".hxi-read")
    page.wait_for_selector(".hxi-told-place mark")


@browser
def test_sensitive_branches_are_withheld(visitors, board):
    page = visitors("zh").open("/interests")
    page.wait_for_selector(".hxi-withheld li")
    assert page.locator(".hxi-withheld li").count() == len(board.withheld)
    assert page.locator(".hxi-row[data-path=health]").count() == 0
    page.goto(page.url.split("?")[0] + "?path=health")
    page.wait_for_selector(".hxi-node :text('不计算')")
    assert page.locator(".hxi-node .hxi-go").count() == 0


@browser
def test_the_words_that_wait_in_the_shop_stand_on_the_page(visitors, demo_shop):
    waiting = [row.id for row in interests.review_rows(Project.open(demo_shop))]
    assert waiting
    page = visitors("zh").open("/interests")
    page.wait_for_selector("[data-review]")
    shown = page.locator("[data-review]").evaluate_all("rows => rows.map(row => row.dataset.review)")
    assert set(shown) <= set(waiting)
    assert len(shown) == min(len(waiting), 50)


@browser
def test_an_unknown_category_in_the_address_says_so(visitors):
    page = visitors("en").open("/interests?path=no.such%27%3Cb%3E")
    page.wait_for_selector("text=There is no such category")


@browser
@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_is_cut_off_on_a_phone(visitors, spoken, language):
    page = visitors(language, width=390).open(f"/interests?path={spoken[2].path}")
    page.wait_for_selector(".hxi-quote")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@browser
def test_before_the_first_build_the_page_says_what_to_do(visitors, serve_shop, unbuilt_shop):
    page = visitors("zh", at=serve_shop(unbuilt_shop)).open("/interests")
    page.wait_for_selector("text=还没有画像可看")


def test_what_waits_for_review_is_the_projects_queue_and_a_decision_goes_back_to_it(corner, monkeypatch):
    project = Project.open(corner)
    row = SimpleNamespace(
        id="r", kind="product", term="妆前乳", path="beauty.foundation", reason="", n_texts=2, examples=[]
    )
    decided = []

    def decide_review(project, row, *, is_accepted, by):
        decided.append((project.folder, row, is_accepted, by))

    monkeypatch.setattr(interests, "review_rows", lambda readable: [row])
    monkeypatch.setattr(interests, "decide_review", decide_review)
    assert [(each.term, each.category) for each in interests._waiting(project).lines] == [("妆前乳", "美妆 / 底妆")]
    interests._decided(corner, "r", True, "")
    assert decided == [(project.folder, "r", True, "console")]
