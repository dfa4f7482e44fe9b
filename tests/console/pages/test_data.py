from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest

from huaxiang.console.pages import data

pytestmark = pytest.mark.browser
MAIN = "import sys; from huaxiang.cli.main import main; sys.exit(main())"
HEADS = "订单编号,买家会员名,买家实际支付金额,订单状态,订单创建时间,订单付款时间,宝贝标题,导购码"
ORDERS = [
    f'="29380000000{n:05d}",买家{n % 20:02d},{30 + n}.50,交易成功,2025-11-{n % 8 + 1:02d} 10:12:33,'
    f"2025-11-{n % 8 + 1:02d} 10:15:00,猫粮 {n % 4},G{n % 3}"
    for n in range(80)
]
NEW_PEOPLE = 20


@pytest.fixture
def orders(tmp_path):
    path = tmp_path / "11月订单.csv"
    path.write_bytes("\r\n".join([HEADS, *ORDERS, ""]).encode("gb18030"))
    return path


def said(shop: Path, *words: str):
    command = [sys.executable, "-c", MAIN, *words, str(shop), "--json"]
    return json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


def choose(page, column: str, role: str) -> None:
    page.locator(f'tr[data-column="{column}"]').get_by_role("combobox").click()
    page.get_by_role("option", name=role, exact=True).first.click()


def test_an_order_file_is_dropped_corrected_added_and_built(visitors, serve_shop, own_corner, orders):
    before = (own_corner / "huaxiang.toml").read_text(encoding="utf-8")
    page = visitors("zh", at=serve_shop(own_corner)).open("/data")
    page.locator("input[type=file]").set_input_files(orders)
    page.wait_for_selector("text=看起来是「订单」")
    assert "2938000000000000" in page.locator('tr[data-column="订单编号"]').inner_text()
    assert "用这些列认人" in page.locator(".hx-becomes").inner_text()

    choose(page, "买家实际支付金额", "优惠前金额")
    page.wait_for_selector('tr[data-column="买家实际支付金额"] :text("你指定的")')
    page.wait_for_selector("text=优惠前金额 ← 买家实际支付金额")
    choose(page, "买家实际支付金额", "金额")
    page.wait_for_selector("text=实付金额 ← 买家实际支付金额")

    page.get_by_role("button", name="加进项目并计算").click()
    page.wait_for_selector("text=计算完成", timeout=120_000)
    assert page.locator(".hx-built").inner_text().startswith("计算完成")
    assert f"{30 + NEW_PEOPLE} 人" in page.locator(".hx-built").inner_text()
    after = (own_corner / "huaxiang.toml").read_text(encoding="utf-8")
    assert after.startswith(before.rstrip())
    assert 'path = "uploads/11月订单.csv"' in after
    page.wait_for_selector("text=uploads/11月订单.csv")

    assert said(own_corner, "audience", "did(order_completed)", "--count")["count"] == 10 + NEW_PEOPLE
    page.get_by_role("link", name="看看这些人").click()
    page.wait_for_url("**/people")


def test_a_proposal_that_is_not_wanted_leaves_nothing_behind(visitors, serve_shop, own_corner, orders):
    before = (own_corner / "huaxiang.toml").read_text(encoding="utf-8")
    page = visitors("en", at=serve_shop(own_corner), width=390).open("/data")
    page.locator("input[type=file]").set_input_files(orders)
    page.get_by_role("button", name="Discard").click()
    page.wait_for_selector(".hx-proposed", state="detached")
    page.wait_for_timeout(300)
    assert list((own_corner / "uploads").iterdir()) == []
    assert (own_corner / "huaxiang.toml").read_text(encoding="utf-8") == before


def test_a_file_without_a_table_is_told_in_one_line(visitors, serve_shop, own_corner, tmp_path):
    page = visitors("en", at=serve_shop(own_corner)).open("/data")
    (tmp_path / "photo.jpg").write_bytes(bytes(range(256)) * 40)
    page.locator("input[type=file]").set_input_files(tmp_path / "photo.jpg")
    page.wait_for_selector(".hx-failed")
    assert "Traceback" not in page.locator(".hx-failed").inner_text()


class Slow:
    """A page's corrections without a browser: each waits until it may go on, and adds its word."""

    def __init__(self, monkeypatch):
        self.go = asyncio.Event()
        self.page = object.__new__(data._Page)
        self.page._turn, self.page._proposal, self.page._path = asyncio.Lock(), ("first",), None
        self.page._visit = SimpleNamespace(reads=SimpleNamespace(off_loop=self.off_loop))
        self.page._place = SimpleNamespace(clear=lambda: None)
        monkeypatch.setattr(self.page, "_show_tables", self.show, raising=False)

    async def off_loop(self, corrected, proposal, *said):
        await self.go.wait()
        return corrected(proposal, *said)

    def show(self, proposal):
        self.page._proposal = proposal


def in_a_thread(run):
    """What a coroutine gives; the thread of the tests has the loop of the browser."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(run())).result()


def added(proposal, word):
    return (*proposal, word)


def test_corrections_made_at_once_all_count(monkeypatch):
    async def run():
        slow = Slow(monkeypatch)
        both = asyncio.gather(slow.page._again(added, "one"), slow.page._again(added, "two"))
        await asyncio.sleep(0)
        slow.go.set()
        await both
        return slow.page._proposal

    assert in_a_thread(run) == ("first", "one", "two")


def test_what_is_discarded_while_it_is_corrected_stays_discarded(monkeypatch):
    async def run():
        slow = Slow(monkeypatch)
        both = asyncio.gather(slow.page._again(added, "one"), slow.page._discard())
        await asyncio.sleep(0)
        slow.go.set()
        await both
        return slow.page._proposal

    assert in_a_thread(run) is None
