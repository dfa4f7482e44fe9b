from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaxiang.domain.errors import UnknownName
from huaxiang.ingest.sources.base import nulls_patch, place, source_kind, source_kinds


def test_kinds_are_the_files_of_the_folder() -> None:
    assert {"csv", "jsonl", "parquet"} <= set(source_kinds())
    assert "base" not in source_kinds()


def test_the_contract_is_no_kind() -> None:
    with pytest.raises(UnknownName):
        source_kind("base")


@given(st.sets(st.integers(1, 20)), st.integers(1, 20))
def test_line_of_a_row_is_the_nth_that_was_not_skipped(skipped: set[int], row: int) -> None:
    left = [line for line in range(1, 60) if line not in skipped]
    assert place(row, list(skipped)) == left[row - 1]


def test_nested_columns_are_taken_out_where_they_stand() -> None:
    assert nulls_patch(frozenset({"a.b", "a.c", "d.e"}), {"a": "", "d.e": ""}) == (
        '{"a": {"b": null, "c": null}, "d.e": null}'
    )
