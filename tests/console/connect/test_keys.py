from __future__ import annotations

import pytest

from huaxiang.console.connect.keys import is_source_name


@pytest.mark.parametrize(
    ("name", "is_one"),
    [("live", True), ("mini-program_2", True), ("网站", True), ("a b", False), ("", False), ("x" * 41, False)],
)
def test_a_source_has_a_plain_name(name, is_one):
    assert is_source_name(name) is is_one


@pytest.fixture
def page_of_keys(visitors, serve_shop, own_corner):
    """The set-up page of a shop that has no key."""
    page = visitors("zh", at=serve_shop(own_corner, worker=True)).open("/connect")
    page.wait_for_function("document.getElementById('hx-connect-snippet').innerText.length > 50")
    return page, own_corner


@pytest.mark.browser
def test_a_key_is_shown_once_put_into_the_code_tried_and_removed(page_of_keys):
    page, folder = page_of_keys
    page.get_by_role("button", name="生成密钥").click()
    page.wait_for_selector(".hxc-once")
    key = page.input_value("#hx-connect-key")
    assert len(key) == 32
    assert key in page.locator("#hx-connect-snippet").inner_text()
    assert key not in (folder / "ledger" / "keys.json").read_text()
    assert "启动以来没用过" in page.locator(".hxc-keys").inner_text()
    page.get_by_role("button", name="发送测试事件").click()
    page.wait_for_selector("[data-step=changes]", timeout=15_000)
    page.wait_for_selector(".hxc-keys:not(:has-text('启动以来没用过'))")
    page.get_by_role("button", name="移除").click()
    page.locator(".hxc-ask").get_by_role("button", name="移除").click()
    page.wait_for_selector(".hxc-keys", state="detached")


@pytest.mark.browser
def test_a_wrong_key_says_why(visitors, serve_shop, own_corner):
    visitor = visitors("zh", at=serve_shop(own_corner, worker=True))
    page = visitor.open("/connect")
    page.get_by_role("button", name="生成密钥").click()
    page.wait_for_selector(".hxc-once")
    page.fill("#hx-connect-key", "wrong")
    assert "wrong" in page.locator("#hx-connect-snippet").inner_text()
    page.get_by_role("button", name="发送测试事件").click()
    page.wait_for_selector("[data-step=verdict] .hx-bad")
    told = page.locator("[data-step=verdict]").inner_text()
    assert "没收下" in told
    assert "密钥没填、填错" in told
    page.wait_for_timeout(300)
    assert [each for each in visitor.faults if "401" not in each] == []
    visitor.faults.clear()
