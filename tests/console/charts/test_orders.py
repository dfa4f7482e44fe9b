from __future__ import annotations

from huaxiang.console.charts.orders import orders_chart

WORDS = {"orders": "单数", "net": "净销售额"}


def chart(**more: object) -> dict[str, object]:
    days = ["2025-11-10", "2025-11-11"]
    return orders_chart(
        {"days": days, "orders": [1, 4], "net": [1050, 20000], "currency": "CNY", "promotions": [], **more}, words=WORDS
    )


def test_money_is_drawn_in_its_major_unit() -> None:
    bars, line = chart()["series"]
    assert (bars["data"], line["data"]) == ([1, 4], [10.5, 200.0])
    assert chart(currency="JPY")["series"][1]["data"] == [1050, 20000]


def test_promotions_are_shaded_and_named_unless_the_names_would_meet() -> None:
    spans = [
        ("七夕", "2025-08-25", "2025-08-29"),
        ("开学", "2025-08-28", "2025-09-02"),
        ("双11", "2025-10-15", "2025-11-11"),
    ]
    made = [dict(zip(("label", "start", "end"), span, strict=True)) for span in spans]
    areas = chart(promotions=made)["series"][0]["markArea"]["data"]
    assert [(start["name"], start["xAxis"], end["xAxis"]) for start, end in areas] == [
        ("七夕", "2025-08-25", "2025-08-29"),
        ("", "2025-08-28", "2025-09-02"),
        ("双11", "2025-10-15", "2025-11-11"),
    ]
