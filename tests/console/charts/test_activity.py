from __future__ import annotations

from huaxiang.console.charts.activity import activity

DAYS = [
    {"day": "2025-11-01", "n_events": 4, "n_orders": 0, "n_returns": 0, "n_texts": 0},
    {"day": "2025-11-11", "n_events": 10, "n_orders": 2, "n_returns": 0, "n_texts": 1},
    {"day": "2025-11-18", "n_events": 1, "n_orders": 0, "n_returns": 1, "n_texts": 0},
]
NAMES = {"n_events": "行为", "n_orders": "下单", "n_returns": "退货", "n_texts": "评价"}


def test_bars_are_days_and_marks_stand_only_where_something_is():
    option = activity(DAYS, names=NAMES, first="2025-11-01", last="2025-11-20")
    bars, orders, returns, texts = option["series"]
    assert bars["data"] == [["2025-11-01", 4], ["2025-11-11", 10], ["2025-11-18", 1]]
    assert [(each["name"], [row[0] for row in each["data"]]) for each in (orders, returns, texts)] == [
        ("下单", ["2025-11-11"]),
        ("退货", ["2025-11-18"]),
        ("评价", ["2025-11-11"]),
    ]
    assert (option["xAxis"]["min"], option["xAxis"]["max"]) == ("2025-11-01", "2025-11-20")


def test_marks_lie_above_the_highest_bar():
    option = activity(DAYS, names=NAMES, first="2025-11-01", last="2025-11-20")
    assert all(row[1] > 10 for series in option["series"][1:] for row in series["data"])
    assert option["yAxis"]["max"] > option["series"][1]["data"][0][1]
