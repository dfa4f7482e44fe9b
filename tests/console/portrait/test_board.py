from __future__ import annotations

import json
import shutil
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from huaxiang.service.worker_process import Turns

pytestmark = pytest.mark.browser
BUYER = "live-1"


@pytest.fixture(scope="module")
def live_shop(demo_shop, serve_shop, tmp_path_factory):
    """A copy of the shop that is served, and takes in and folds what is posted: (address, post)."""
    folder = Path(shutil.copytree(demo_shop, tmp_path_factory.mktemp("live") / "shop"))
    at = serve_shop(folder)

    def post(event):
        asked = Request(f"{at}/v1/track", json.dumps(event).encode(), {"content-type": "application/json"})
        with urlopen(asked, timeout=20) as answer:
            assert json.load(answer)["events"][0]["verdict"] == "accepted"
        turns = Turns(folder)
        while turns.turn():
            pass

    return at, post


def test_a_changed_tag_shows_within_seconds_without_a_reload(visitors, live_shop):
    at, post = live_shop
    post({"event": "Product Viewed", "userId": "live-1", "messageId": "1", "properties": {"product_id": "x"}})
    page = visitors("zh", at=at).open(f"/people/{BUYER}")
    page.wait_for_selector(".hxp-head")
    page.wait_for_timeout(2_500)
    assert page.locator("[data-tag='fact.buyer']").count() == 0
    order = {"order_id": "n1", "total": 10}
    post({"event": "Order Completed", "userId": "live-1", "messageId": "2", "properties": order})
    page.wait_for_selector("[data-tag='fact.buyer']", timeout=8_000)
    page.wait_for_function("document.querySelector('.hxp-changed').innerText.startsWith('刚刚有更新')")
    page.locator(".hxp-mark", has_text="支付").wait_for()
