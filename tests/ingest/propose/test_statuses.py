from __future__ import annotations

import pytest

from huaxiang.ingest.propose.statuses import status_of, status_share


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("交易成功", "completed"),
        ("交易关闭", "cancelled"),
        ("等待买家付款", "placed"),
        ("买家已付款,等待卖家发货", "paid"),
        ("卖家已发货", "shipped"),
        ("退款成功", "refunded"),
        ("delivered", "completed"),
        ("Canceled", "cancelled"),
        ("entregado", "completed"),
        ("whatever", None),
    ],
)
def test_words_of_shops_have_their_status(word: str, status: str | None) -> None:
    assert status_of(word) == status


def test_share_counts_rows() -> None:
    assert status_share([("交易成功", 3), ("x", 1)]) == 0.75
    assert status_share([]) == 0.0


def test_a_status_of_several_words_is_told_by_the_one_that_is_known() -> None:
    assert [status_of(word) for word in ("İptal edildi", "Wysłane", "order cancelled", "not paid")] == [
        "cancelled",
        "shipped",
        "cancelled",
        None,
    ]
