from __future__ import annotations

import json
import shutil
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from huaxiang.console.portrait.board import change_words, changed_rows
from huaxiang.service.worker_process import Turns

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


@pytest.mark.browser
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
    page.wait_for_selector(".hxp-changed", state="visible")
    assert "已购客户" in page.locator(".hxp-changed").inner_text()
    page.locator(".hxp-mark", has_text="支付").wait_for()


def tag(key, label, confidence=900):
    return {"key": key, "label": label, "confidence_milli": confidence}


def test_new_tags_are_named_before_changed_ones_and_unchanged_ones_never():
    before = {"segment": [tag("segment.s1", "夜猫", 800)], "fact": [tag("fact.member", "会员")]}
    after = {
        "segment": [tag("segment.s1", "夜猫", 850)],
        "fact": [tag("fact.member", "会员"), tag("fact.buyer", "已购客户")],
    }
    assert [row["label"] for row in changed_rows(before, after)] == ["已购客户", "夜猫"]
    assert changed_rows(after, after) == []


def test_five_tags_are_named_and_the_others_counted(speaker):
    visit = speaker("zh")
    visit.listed = "、".join
    assert change_words(visit, [], at="12:00:05") == "12:00:05 有更新"
    assert change_words(visit, list("甲乙丙丁戊"), at="12:00:05") == "12:00:05 有更新：甲、乙、丙、丁、戊"
    assert (
        change_words(visit, list("甲乙丙丁戊己庚"), at="12:00:05") == "12:00:05 有更新：甲、乙、丙、丁、戊等，另有 2 项"
    )
