from __future__ import annotations

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaxiang.ingest.cells import clean_cell, clean_cell_sql, has_lost_digits, has_lost_digits_sql

SIGNS = st.text(st.sampled_from("=\"'\t\n0123456789+-.Ee@订单 "), max_size=9)


@pytest.mark.parametrize(
    ("cell", "plain"),
    [
        ('="2938475610293847561"', "2938475610293847561"),
        ("2938475610293847561\t", "2938475610293847561"),
        ('="00123"\t', "00123"),
        ("'13912345678", "13912345678"),
        ("'tis", "'tis"),
        ("订单 1", "订单 1"),
    ],
)
def test_marks_of_spreadsheets_are_taken_off(cell: str, plain: str) -> None:
    assert clean_cell(cell) == plain


@given(SIGNS)
def test_sql_and_python_clean_alike(cell: str) -> None:
    with duckdb.connect() as connection:
        row = connection.execute(
            f"SELECT {clean_cell_sql('c')}, {has_lost_digits_sql('c')} FROM (SELECT ?::VARCHAR AS c)", [cell]
        ).fetchone()
    assert row == (clean_cell(cell), has_lost_digits(cell))


def test_rounded_numbers_are_told_from_ids() -> None:
    assert has_lost_digits("2.93848E+18")
    assert not has_lost_digits("2938475610293847561")
    assert not has_lost_digits("SKU-1E+5")
