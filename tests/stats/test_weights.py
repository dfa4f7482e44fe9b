from __future__ import annotations

from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaxiang.domain.errors import OutOfRange
from huaxiang.stats.weights import decay_table, decay_weight

half_lives = st.integers(1, 400)


@given(half_lives, st.integers(0, 10))
def test_every_half_life_halves_exactly(half_life: int, times: int) -> None:
    assert decay_table(half_life)[times * half_life] == 2 ** (32 - times)


@given(half_lives)
def test_weights_only_fall_and_end_after_ten_half_lives(half_life: int) -> None:
    table = decay_table(half_life)
    assert table.size == 10 * half_life + 1
    assert (np.diff(table) < 0).all()
    ages = np.array([10 * half_life, 10 * half_life + 1, 10**9])
    assert decay_weight(ages, half_life=half_life).tolist() == [2**22, 0, 0]


@given(half_lives, st.data())
def test_a_weight_is_the_rounded_power_from_its_own_decimal(half_life: int, data: st.DataObject) -> None:
    age = data.draw(st.integers(0, 10 * half_life))
    with localcontext() as context:
        context.prec = 60
        exact = Decimal(2) ** (Decimal(32) - Decimal(age) / half_life)
        assert int(decay_table(half_life)[age]) == int(exact.to_integral_value())


def test_a_bucket_of_tomorrow_is_refused() -> None:
    with pytest.raises(OutOfRange, match="after as_of"):
        decay_weight(np.array([3, -1]), half_life=30)


def test_a_half_life_is_at_least_one_bucket() -> None:
    with pytest.raises(OutOfRange, match="half_life"):
        decay_table(0)


def test_nobody_can_change_the_table() -> None:
    with pytest.raises(ValueError, match="read-only"):
        decay_table(30)[0] = 1


def test_no_buckets_have_no_weights() -> None:
    assert decay_weight(np.zeros(0, np.int64), half_life=3).tolist() == []
