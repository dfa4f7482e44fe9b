from __future__ import annotations

from huaxiang.console.charts.stability import stability_chart

CURVE = [
    {"n_segments": 4, "stability_ari": 0.8412, "silhouette": 0.31},
    {"n_segments": 5, "stability_ari": 0.7, "silhouette": 0.29},
]
WORDS = {"stability": "稳定性", "silhouette": "清晰度", "number": "分群数", "chosen": "选中"}


def test_both_lines_stand_over_the_numbers_and_the_chosen_one_is_marked() -> None:
    chart = stability_chart(CURVE, chosen=5, words=WORDS)
    assert chart["xAxis"]["data"] == ["4", "5"]
    assert [line["data"] for line in chart["series"]] == [[0.841, 0.7], [0.31, 0.29]]
    assert chart["series"][0]["markLine"]["data"] == [{"xAxis": "5"}]


def test_a_number_that_was_not_tried_is_not_marked() -> None:
    assert stability_chart(CURVE, chosen=3, words=WORDS)["series"][0]["markLine"]["data"] == []
