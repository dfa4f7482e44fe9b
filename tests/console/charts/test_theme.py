from __future__ import annotations

from huaxiang.console.charts.palette import ACCENT, FAINT, INK, LINE, SOFT
from huaxiang.console.charts.theme import themed


def test_type_and_lines_follow_the_page_and_data_keep_their_colour() -> None:
    option = {"axisLabel": {"color": SOFT, "fontSize": 11}, "series": [{"itemStyle": {"color": ACCENT}}, {"x": [LINE]}]}
    found = themed(option)
    assert found["axisLabel"][":color"].count("--hx-soft") == 1
    assert found["axisLabel"]["fontSize"] == 11
    assert found["series"] == [{"itemStyle": {"color": ACCENT}}, {"x": [LINE]}]


def test_every_colour_of_type_has_its_token() -> None:
    for colour in (INK, SOFT, FAINT, LINE):
        assert list(themed({"color": colour})) == [":color"]
