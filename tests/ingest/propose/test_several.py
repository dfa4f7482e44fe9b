from __future__ import annotations

from collections.abc import Callable

from huaxiang.ingest.propose.seen import SeenTable
from huaxiang.ingest.propose.several import separator_of

TITLES = ("粉底液 30ml", "口红 正红", "猫粮 2kg", "纸尿裤 L", "坚果 750g", "数据线 1米")


def _cells(n: int) -> str:
    return "，".join(TITLES[(n * 5 + step * (1 + n % 4)) % 6] for step in range(1 + n % 3))


def test_titles_that_come_again_in_other_company_are_several(seen: Callable[..., SeenTable]) -> None:
    rows = [(n, n % 20, _cells(n), 1 + n % 3) for n in range(120)]
    assert separator_of(seen("x", ["订单编号", "会员号", "宝贝标题", "宝贝总数量"], rows), "宝贝标题") == "，"


def test_with_fewer_pieces_than_parts_a_comma_belongs_to_the_title(seen: Callable[..., SeenTable]) -> None:
    rows = [(n, n % 20, _cells(n), 1) for n in range(120)]
    assert separator_of(seen("x", ["订单编号", "会员号", "宝贝标题", "宝贝总数量"], rows), "宝贝标题") == ""


def test_a_comma_inside_titles_of_their_own_is_no_separator(seen: Callable[..., SeenTable]) -> None:
    rows = [(n, n % 20, f"CUP {n % 40}, RED NO. {n % 40}") for n in range(120)]
    assert separator_of(seen("x", ["order_id", "user_id", "title"], rows), "title") == ""
