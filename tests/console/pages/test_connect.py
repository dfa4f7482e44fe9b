from __future__ import annotations

import pytest
from fastapi import Request

from huaxiang.console.connect.offers import offers
from huaxiang.console.pages.connect import host_of


def test_the_host_is_the_one_the_browser_asked_for():
    scope = {"type": "http", "path": "/connect", "query_string": b"", "scheme": "https", "server": ("10.0.0.1", 80)}
    assert host_of(Request({**scope, "headers": [(b"host", b"hx.shop.test")]})) == "https://hx.shop.test"


@pytest.mark.browser
@pytest.mark.parametrize(("language", "width"), [("zh", 1440), ("en", 390)])
def test_every_sdk_and_language_has_code_with_this_host(visitors, corner_site, language, width):
    page = visitors(language, at=corner_site, width=width).open("/connect")
    code = page.locator("#hx-connect-snippet")
    for offer in offers():
        page.click(f"[data-offer={offer.name}]")
        page.wait_for_selector(f"[data-offer={offer.name}][aria-pressed=true]")
        tabs = page.locator(".hxc-tabs .hx-button[aria-pressed]")
        page.wait_for_function(
            f"document.querySelectorAll('.hxc-tabs [aria-pressed]').length == {len(offer.languages)}"
        )
        for place in range(tabs.count()):
            tabs.nth(place).click()
            page.wait_for_function(
                "host => document.getElementById('hx-connect-snippet').innerText.includes(host)",
                arg=corner_site.removeprefix("http://"),
            )
            assert ("你的密钥" if language == "zh" else "YOUR_WRITE_KEY") in code.inner_text()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
