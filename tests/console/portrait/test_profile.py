from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser


def test_every_trait_says_where_it_comes_from(visitors, cast):
    page = visitors("en").open(f"/people/{cast['talker']}")
    page.wait_for_selector(".hxp-trait")
    origins = page.locator(".hxp-trait-origin").all_inner_texts()
    assert len(origins) == page.locator(".hxp-trait").count()
    assert all("members.csv" in told or "contract" in told for told in origins)


def test_traits_read_as_words_in_the_readers_language(visitors, cast):
    page = visitors("en").open(f"/people/{cast['talker']}")
    page.wait_for_selector(".hxp-trait")
    told = dict(zip(*(page.locator(f".hxp-trait-{each}").all_inner_texts() for each in ("name", "value")), strict=True))
    assert told["Sex"] in {"female", "male"}
    assert told["Account type"] == "customer"
