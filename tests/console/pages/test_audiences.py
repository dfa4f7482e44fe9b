from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

pytestmark = pytest.mark.browser
MAIN = "import sys; from huaxiang.cli.main import main; sys.exit(main())"


def counted(shop: Path, expression: str) -> int:
    command = [sys.executable, "-c", MAIN, "audience", expression, str(shop), "--count", "--json"]
    return json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)["count"]


def size(page, wanted: int) -> int:
    page.wait_for_selector(f'[data-count="{wanted}"]')
    return wanted


def written(page) -> str:
    return page.locator("textarea").first.input_value()


def test_an_audience_is_built_by_chips_counted_and_exported(visitors, corner, corner_site, tmp_path):
    page = visitors("zh", at=corner_site).open("/audiences")
    page.get_by_role("button", name="近 90 天买过").click()
    size(page, 10)
    page.get_by_role("button", name="+ 添加条件").click()
    page.get_by_role("tab", name="做过的事").click()
    page.get_by_role("combobox", name="行为").click()
    page.get_by_role("option", name="浏览", exact=True).click()
    page.get_by_label("次数").fill("4")
    page.get_by_role("button", name="完成").click()
    page.wait_for_selector("text=近 30 天浏览 ≥ 4 次")
    expression = "did(order_completed, within 90d) and did(product_viewed, within 30d) >= 4"
    n_people = size(page, counted(corner, expression))
    assert 0 < n_people < 10
    assert written(page) == expression

    with page.expect_download() as event:
        page.get_by_role("button", name="导出 CSV").click()
    event.value.save_as(tmp_path / "people.csv")
    assert (tmp_path / "people.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader((tmp_path / "people.csv").open(encoding="utf-8-sig")))
    assert len(rows) == n_people
    assert all(row["member_no"].startswith("M") for row in rows)

    with page.expect_download() as event:
        page.get_by_role("button", name="导出 Excel").click()
    event.value.save_as(tmp_path / "people.xlsx")
    cells = list(load_workbook(tmp_path / "people.xlsx").active.iter_rows())
    assert len(cells) - 1 == n_people
    assert {cell.data_type for row in cells[1:] for cell in row if cell.value is not None} == {"s"}


def test_people_are_left_out_and_the_sample_shows_who_remains(visitors, corner, corner_site):
    page = visitors("en", at=corner_site, width=390).open("/audiences")
    page.get_by_role("button", name="viewed in 7 days").click()
    page.get_by_role("button", name="− Leave people out").click()
    page.get_by_role("button", name="+ ordered in 7 days").click()
    expression = "did(product_viewed, within 7d) and not did(order_completed, within 7d)"
    page.wait_for_function("text => document.querySelector('textarea').value === text", arg=expression)
    n_people = size(page, counted(corner, expression))
    assert 0 < n_people < 30
    page.wait_for_selector(".hx-sample tbody tr")
    assert page.locator(".hx-sample tbody tr").count() == min(n_people, 20)
    page.get_by_role("button", name="Remove").last.click()
    size(page, counted(corner, "did(product_viewed, within 7d)"))


def test_a_fault_in_the_expression_has_its_place_and_the_nearest_names(visitors, corner_site):
    page = visitors("zh", at=corner_site).open("/audiences")
    page.get_by_role("button", name="近 90 天买过").wait_for()
    page.locator("textarea").first.fill("did(order_completed) and tag(fact.buyr)")
    page.wait_for_selector("text=没有这个标签")
    assert "第 30 个字" in page.locator(".hx-wrong").inner_text()
    assert page.locator(".hx-code mark").inner_text() == "fact.buyr"
    assert "fact.buyer" in page.locator(".hx-near").inner_text()
    assert page.get_by_role("button", name="导出 CSV").is_disabled()


def test_an_audience_is_saved_and_opened_again(visitors, corner, corner_site):
    page = visitors("en", at=corner_site).open("/audiences")
    page.get_by_role("button", name="bought in 90 days").click()
    size(page, 10)
    page.get_by_role("button", name="Save").click()
    page.get_by_label("Name of the audience").fill("buyers of autumn")
    page.get_by_role("button", name="Save").last.click()
    page.wait_for_selector(".hx-button-saved")
    assert "buyers of autumn" in (corner / "audiences.yaml").read_text(encoding="utf-8")
    page.get_by_role("button", name="Clear").click()
    page.wait_for_selector("text=Start with a condition")
    page.get_by_role("button", name="buyers of autumn").click()
    size(page, 10)
