from __future__ import annotations

import re

from huaxiang.console.charts.palette import BRANCHES, FONT


def test_branches_are_told_apart_and_are_colours():
    assert len(set(BRANCHES)) == len(BRANCHES)
    assert all(re.fullmatch(r"#[0-9a-f]{6}", colour) for colour in BRANCHES)


def test_the_type_is_the_systems_own_and_asks_for_no_file():
    assert "url(" not in FONT
    assert FONT.endswith("sans-serif")
