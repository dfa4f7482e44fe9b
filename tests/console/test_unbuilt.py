"""A person with an order export and nothing else: from a new folder to the first overview, in the browser."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

TITLES = ("轻薄粉底液 30ml", "猫粮 成猫 2kg", "婴儿纸尿裤 L码", "坚果礼盒 每日坚果", "男士跑步鞋 缓震")


def order_export(path: Path) -> Path:
    """Orders as a Taobao shop exports them: GBK, ids kept from Excel, a closing tab, money as text."""
    columns = ("订单编号", "买家会员名", "买家应付货款", "买家实际支付金额", "订单状态", "收货人姓名", "联系手机")
    columns = (*columns, "订单创建时间", "订单付款时间", "宝贝标题", "宝贝总数量", "退款金额")
    lines = [",".join(columns)]
    begin = datetime(2025, 8, 1, 10, 0, tzinfo=UTC)
    for number in range(160):
        buyer, at = (number * 7) % 40, begin + timedelta(hours=number * 16, minutes=number % 50)
        paid = f"{59 + number % 9 * 20:.2f}"
        cells = [
            f'="29380011223344{number:04d}"',
            f"buyer_{buyer:03d}",
            paid,
            paid,
            "交易成功" if number % 11 else "交易关闭",
            "王**",
            "138****1234",
            f"{at:%Y-%m-%d %H:%M:%S}",
            f"{at + timedelta(minutes=3):%Y-%m-%d %H:%M:%S}",
            TITLES[number % len(TITLES)],
            "1",
            "0.00",
        ]
        lines.append(",".join(cells) + "\t")
    path.write_bytes("\r\n".join(lines).encode("gb18030"))
    return path


def sign_in_first(page) -> None:
    """The first visitor of a shop that is no demo chooses a name and a password."""
    page.wait_for_url("**/login**")
    page.locator("input[name=name]").fill("mei")
    for each in page.locator("input[type=password]").all():
        each.fill("correct horse 7")
    page.locator("button[type=submit]").click()


@pytest.mark.browser
def test_a_new_folder_becomes_a_shop_with_portraits(visitors, serve_shop, tmp_path):
    site = serve_shop(tmp_path / "shop")
    page = visitors("zh", at=site).open("/")
    sign_in_first(page)
    page.wait_for_selector("text=还没有画像可看")
    page.get_by_role("link", name="人群").click()
    page.wait_for_selector("text=还没有画像可看")
    page.get_by_role("link", name="去添加数据").click()
    page.wait_for_selector("text=还没有数据来源")
    assert page.get_by_role("button", name="开始计算").is_disabled()
    page.wait_for_selector("text=就能看到")

    page.locator("input[type=file]").set_input_files(order_export(tmp_path / "ExportOrderList.csv"))
    page.wait_for_selector("text=看起来是")
    assert page.locator("tr[data-column='买家会员名'] input").input_value()
    assert page.locator("tr[data-column='联系手机']").inner_text().count("138") == 0
    page.get_by_role("combobox", name="宝贝总数量").click()
    page.get_by_role("option", name="其他").first.click()
    page.wait_for_selector("tr[data-column='宝贝总数量'] >> text=你指定的")

    page.get_by_role("button", name="加进项目并计算").click()
    page.wait_for_selector("text=正在计算")
    page.wait_for_selector("text=计算完成", timeout=120_000)
    page.get_by_role("link", name="看总览").click()
    page.wait_for_selector(".hx-figure")
    figures = page.locator(".hx-figure").all_inner_texts()
    assert figures[0].split()[0] == "40"
    page.get_by_role("link", name="人", exact=True).click()
    page.locator(".hx-people tbody tr a").first.click()
    page.wait_for_selector(".hxp-tag")


@pytest.mark.browser
def test_before_the_first_build_every_page_says_what_to_do_in_english_too(visitors, serve_shop, unbuilt_shop):
    site = serve_shop(unbuilt_shop)
    visitor = visitors("en", at=site, width=390)
    for path in ("/", "/people", "/people/M1", "/audiences"):
        page = visitor.open(path)
        page.wait_for_selector("text=There are no portraits yet")
        page.wait_for_selector("text=The data is connected")
        assert page.get_by_role("button", name="Compute").is_visible()
    page = visitor.open("/data")
    page.wait_for_selector("text=not computed yet")
    assert page.get_by_role("button", name="Compute").is_enabled()
