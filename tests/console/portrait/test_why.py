from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaxiang.console.portrait.why import marked_parts


def test_spans_that_overlap_or_touch_are_marked_together():
    assert marked_parts("想要轻薄的粉底", [(2, 4), (3, 5), (5, 7)]) == [("想要", False), ("轻薄的粉底", True)]


def test_a_span_past_the_end_marks_what_there_is():
    assert marked_parts("口红", [(1, 9)]) == [("口", False), ("红", True)]
    assert marked_parts("", [(0, 1)]) == []


@given(st.text(max_size=30), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=4))
def test_the_text_stays_whole(words, spans):
    parts = marked_parts(words, spans)
    assert "".join(part for part, _ in parts) == words
    assert all(one[1] != other[1] for one, other in pairwise(parts))


@pytest.mark.browser
def test_the_sentence_behind_an_interest_is_shown_whole_with_the_phrase_marked(visitors, cast):
    page = visitors("zh").open(f"/people/{cast['talker']}")
    page.wait_for_selector(".hxp-tag")
    for more in page.locator(".hxp-kind summary").all():
        more.click()
    page.click(f"[data-tag='{cast['spoken_tag']}']")
    quote = page.locator(".hxp-quote blockquote").first
    quote.wait_for()
    marked = quote.locator("mark").first.inner_text()
    assert marked
    assert marked in quote.inner_text()
    assert page.locator(".hxp-dialog").get_by_text("门槛 82.0%").count() == 1
