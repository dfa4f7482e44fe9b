from __future__ import annotations

import pytest

from huaxiang.ingest.headers import column_names, find_header, has_header, is_end_mark, is_total


def test_titles_above_the_header_are_passed_over() -> None:
    rows = [["店铺订单报表"], ["导出时间", "2025-11-12"], ["订单号", "会员", "金额"], ["1", "2", "3"], ["4", "5", "6"]]
    assert find_header(rows) == 2


def test_header_is_the_row_with_the_wanted_columns() -> None:
    rows = [["a", "b"], ["订单号\t", "金额"], ["1", "2"]]
    assert find_header(rows, frozenset({"订单号"})) == 1


@pytest.mark.parametrize(
    ("first", "body", "answer"),
    [
        (["user_id", "time"], [["1", "2025-11-11"], ["2", "2025-11-12"]], True),
        (["1", "2268318", "pv"], [["1", "2333346", "pv"], ["2", "9", "buy"]], False),
        (["订单编号", "标题"], [["1", "面霜"], ["2", "奶瓶"]], True),
        (["面霜"], [["奶瓶"], ["口红"]], False),
        (["订单编号", "标题"], [], True),
        (["1", "面霜"], [], False),
        (["女", "上海"], [["女", "北京"], ["男", "上海"]], False),
    ],
)
def test_header_is_told_from_data(first: list[str], body: list[list[str]], answer: bool) -> None:
    assert has_header(first, body) is answer


def test_names_are_unique_whatever_their_case() -> None:
    names = ["Price", "price", "", "price_2", "标题\n名"]
    assert column_names(names) == [
        "Price",
        "price_2",
        "column3",
        "price_2_4",
        "标题 名",
    ]


def test_totals_are_told_from_rows() -> None:
    assert is_total(["合计", "", "12.00"])
    assert is_total(["共 12 条", "", ""])
    assert not is_total(["合计", "a", "b"])
    assert not is_total(["1", "", "12.00"])
    assert is_end_mark("#-----列表结束-----")
    assert not is_end_mark("1;2;3")
