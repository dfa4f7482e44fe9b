from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser


def test_rejected_rows_are_looked_at_by_reason(visitors, serve_shop, own_corner):
    with (own_corner / "events.csv").open("a", encoding="utf-8") as file:
        file.write("x1,product_viewed,not a time,i1,,,M01,c1\nx2,,2025-11-02T10:00:00Z,i1,,,M01,c1\n")
    page = visitors("zh", at=serve_shop(own_corner)).open("/data")
    page.wait_for_selector('tr[data-source="events"] :text("文件有改动")')
    page.get_by_role("button", name="开始计算").click()
    page.wait_for_selector("text=计算完成", timeout=120_000)
    page.locator('tr[data-source="events"]').get_by_role("button", name="查看").click()
    page.wait_for_selector("text=events.csv · 第")
    assert page.locator(".hx-dialog tbody tr").count() == 2
    page.get_by_role("combobox", name="原因").click()
    page.get_by_role("option").nth(1).click()
    page.wait_for_function("document.querySelectorAll('.hx-dialog tbody tr').length === 1")
