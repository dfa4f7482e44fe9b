from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from huaxiang.ingest.propose.seen import SeenTable
from huaxiang.ingest.propose.surroundings import guess_project, is_day_first


@pytest.mark.parametrize(
    ("columns", "language", "zone", "currency"),
    [
        (("订单号", "会员号", "金额"), "zh", "Asia/Shanghai", "CNY"),
        (("注文番号", "顧客ID", "カテゴリ"), "en", "Asia/Tokyo", "JPY"),
        (("Bestellnummer", "Kundennummer", "Preis"), "en", "Europe/Berlin", "EUR"),
        (("id_pedido", "cliente", "quantidade"), "en", "America/Sao_Paulo", "BRL"),
        (("order_id", "user_id", "amount"), "en", "UTC", "USD"),
    ],
)
def test_words_say_language_zone_and_currency(
    columns: tuple[str, ...], language: str, zone: str, currency: str, seen: Callable[..., SeenTable]
) -> None:
    found = guess_project([seen("x", columns, [(n, n % 3, n + 0.5) for n in range(30)])], name="shop")
    assert (found.language.value, found.time_zone.value, found.currency.value) == (language, zone, currency)


def test_signs_and_columns_say_the_currency(seen: Callable[..., SeenTable]) -> None:
    signs = seen("x", ("order_id", "amount"), [(n, f"£{n}.50") for n in range(30)])
    assert guess_project([signs], name="shop").currency.value == "GBP"
    column = seen("x", ("order_id", "amount", "currency"), [(n, 1.5 + n, "SEK") for n in range(30)])
    assert guess_project([column], name="shop").currency.value == "SEK"


def test_people_sleep_at_night(seen: Callable[..., SeenTable]) -> None:
    rng = np.random.default_rng(1)
    hours = rng.choice(24, size=8_000, p=np.array([5, 5, 1, 1, 1, 1, 1, *[5] * 17]) / 100)
    seconds = (
        1_600_000_000 // 86_400 * 86_400
        + rng.integers(0, 9, 8_000) * 86_400
        + (hours - 8) * 3600
        + rng.integers(0, 3600, 8_000)
    )
    table = seen("x", ("user_id", "timestamp"), [(n % 50, int(s)) for n, s in enumerate(seconds)])
    assert guess_project([table], name="shop").time_zone.value == "Asia/Shanghai"


def test_days_come_first_outside_english() -> None:
    assert is_day_first(["fecha", "cliente", "precio"])
    assert not is_day_first(["date", "customer", "amount"])
