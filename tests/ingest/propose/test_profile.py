from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from huaxiang.ingest.propose.profile import number_of, profile_column


def _profile(values: list[str | None], name: str = "x"):  # type: ignore[no-untyped-def]
    return profile_column(name, pa.chunked_array([pa.array(values, pa.string())]), position=0)


def test_missing_words_are_missing_and_a_key_is_unique() -> None:
    p = _profile(["a", "NULL", "", None, "b"])
    assert (p.n_present, p.n_distinct, p.unique, p.present) == (2, 2, 1.0, 0.4)


def test_decimal_commas_are_told() -> None:
    p = _profile(["1.234,50", "12,00"])
    assert p.is_decimal_comma
    assert (p.low, p.high) == (12.0, 1234.5)
    assert number_of("¥1,234.50") == 1234.5


def test_masked_and_virtual_numbers_are_seen() -> None:
    p = _profile(["138****1234", "139****0000"])
    assert (p.share["masked"], p.share["stars"]) == (1.0, 1.0)
    assert _profile(["13912345678-1234", "13812345678转88"]).share["masked"] == 1.0


def test_rows_of_one_value_that_stand_together_make_one_group() -> None:
    assert _profile(list("aaabbbccc")).groups == 1.0
    assert _profile(list("abcabcabc")).groups == 3.0


def test_ids_that_look_like_seconds_are_ids_by_their_name() -> None:
    values: list[str | None] = [str(1_500_000_000 + n * 977) for n in range(50)]
    assert _profile(values, "item_id").time is None
    assert _profile(values, "timestamp").time is not None


@given(st.lists(st.one_of(st.none(), st.text(max_size=12)), max_size=40))
def test_any_cells_give_a_profile(values: list[str | None]) -> None:
    p = _profile(values)
    assert p.n == len(values)
    assert 0 <= p.unique <= 1
    assert all(0 <= share <= 1 for share in p.share.values())
