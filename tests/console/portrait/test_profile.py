from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser


def test_every_trait_says_where_it_comes_from(visitors, cast):
    page = visitors("en").open(f"/people/{cast['talker']}")
    page.wait_for_selector(".hxp-trait")
    origins = page.locator(".hxp-trait-origin").all_inner_texts()
    assert len(origins) == page.locator(".hxp-trait").count()
    assert all("members.csv" in told or "contract" in told for told in origins)
