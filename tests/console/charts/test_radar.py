from __future__ import annotations

from huaxiang.console.charts.radar import radar

ROWS = [
    {"label": "购买频率", "rank": 0.8558, "segment_rank": 0.5},
    {"label": "笔单价", "rank": 0.1, "segment_rank": None},
    {"label": "加购", "rank": 1.0, "segment_rank": 0.25},
]
NAMES = ("此人", "本分群", "全体")


def test_ranks_become_percent_and_everybody_is_the_ring_at_fifty():
    lines = {line["name"]: line["value"] for line in radar(ROWS, names=NAMES)["series"][0]["data"]}
    assert lines == {"此人": [85.6, 10.0, 100.0], "本分群": [50.0, 50.0, 25.0], "全体": [50.0, 50.0, 50.0]}


def test_someone_in_no_segment_has_no_line_of_a_segment():
    rows = [{**row, "segment_rank": None} for row in ROWS]
    assert [line["name"] for line in radar(rows, names=NAMES)["series"][0]["data"]] == ["全体", "此人"]


def test_axes_are_the_labels_from_0_to_100():
    axes = radar(ROWS, names=NAMES)["radar"]["indicator"]
    assert axes == [{"name": row["label"], "max": 100, "min": 0} for row in ROWS]
