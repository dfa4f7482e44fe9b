from __future__ import annotations

import json

import pytest

from huaxiang.cli.output import heading, print_json, print_table
from huaxiang.domain.instants import Zone

DOCUMENT = {"as_of": "2025-11-11T12:00:00.000000Z", "lag_seconds": 3.0, "run_id": "r1"}


def test_json_is_one_line_with_chinese_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"名": "甲\n乙"})
    printed = capsys.readouterr().out
    assert printed == '{"名": "甲\\n乙"}\n'
    assert json.loads(printed) == {"名": "甲\n乙"}


def test_a_heading_says_as_of_when_in_local_time() -> None:
    assert heading(DOCUMENT, Zone("Asia/Shanghai"), "zh") == "数据截至 2025-11-11 20:00(Asia/Shanghai),批次 r1"


def test_what_is_stale_is_marked_stale() -> None:
    late = {**DOCUMENT, "lag_seconds": 3 * 86_400.0}
    assert "已过期 3 天" in heading(late, Zone("Asia/Shanghai"), "zh")
    assert "stale by 3 days" in heading(late, Zone("Asia/Shanghai"), "en")


def test_markup_in_data_is_printed_as_it_stands(capsys: pytest.CaptureFixture[str]) -> None:
    print_table("", ("a", "b"), [("[red]x[/red]", None)])
    assert "[red]x[/red]" in capsys.readouterr().out
