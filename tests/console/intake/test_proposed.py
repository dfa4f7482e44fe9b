from __future__ import annotations

import pytest

from huaxiang.console.intake.proposed import from_columns
from huaxiang.ingest.mapping import Computed, Constant

EVENTS = "user,product,behavior,stamp\n" + "".join(
    f"u{n % 17},i{n % 23},{('look', 'look', 'look', 'basket', 'buy')[n % 5]},{1_762_000_000 + n * 601}\n"
    for n in range(200)
)


def test_a_mapped_column_says_where_it_comes_from() -> None:
    assert from_columns("price") == "price"
    assert from_columns(Constant("CNY")) == "= CNY"
    assert from_columns(Computed(("day", "hour"), "join")) == "day + hour"


@pytest.mark.browser
def test_a_corrected_value_counts_even_if_added_at_once(visitors, serve_shop, own_corner, tmp_path):
    (tmp_path / "clicks.csv").write_text(EVENTS, encoding="utf-8")
    page = visitors("en", at=serve_shop(own_corner)).open("/data")
    page.locator("input[type=file]").set_input_files(tmp_path / "clicks.csv")
    page.wait_for_selector(".hx-values")
    row = page.locator(".hx-values .hx-row").filter(has_text="basket")
    row.get_by_role("combobox").click()
    page.get_by_role("option", name="favourited", exact=True).click()
    page.get_by_role("button", name="Add to the project").click()
    page.wait_for_selector("text=Added to huaxiang.toml")
    assert '"basket" = "product_favourited"' in (own_corner / "huaxiang.toml").read_text(encoding="utf-8")
