from __future__ import annotations

import httpx
import pytest


@pytest.mark.browser
def test_a_page_that_is_not_there_stands_in_the_frame_in_both_languages(visitors, corner_site):
    for language, title, back in (
        ("zh", "没有这个页面", "回到总览"),
        ("en", "There is no such page", "To the overview"),
    ):
        visitor = visitors(language, at=corner_site)
        page = visitor.open("/no/such/page")
        assert page.get_by_role("heading", name=title).is_visible()
        # The browser itself notes the status of the page.
        visitor.faults = [fault for fault in visitor.faults if "404" not in fault]
        page.get_by_role("link", name=back).click()
        page.wait_for_selector(".hx-figure")


def test_programs_get_json_and_missing_files_no_page(corner_site):
    missing = httpx.get(f"{corner_site}/v1/nothing", trust_env=False)
    assert (missing.status_code, missing.headers["content-type"]) == (404, "application/json")
    assert missing.json()["success"] is False
    assert httpx.get(f"{corner_site}/no/such/page", trust_env=False).status_code == 404
    assert "<html" not in httpx.get(f"{corner_site}/assets/nothing.css", trust_env=False).text
