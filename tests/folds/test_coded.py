from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from huaxiang.folds.coded import Coded

texts = st.lists(st.one_of(st.none(), st.sampled_from(["", "a", "美", "a|b"])), max_size=12)


@given(texts)
def test_it_is_the_list_that_it_was_made_of(given_texts: list[str | None]) -> None:
    column = Coded.of(given_texts)
    assert column == given_texts
    assert list(column) == given_texts
    assert len(column) == len(given_texts)
    assert [column[at] for at in range(len(column))] == given_texts
    assert column[1:] == given_texts[1:]


@given(texts)
def test_a_column_of_arrow_is_read_with_its_nulls(given_texts: list[str | None]) -> None:
    plain = pa.array(given_texts, pa.string())
    assert Coded.from_arrow(plain) == given_texts
    assert Coded.from_arrow(plain.dictionary_encode()) == given_texts
    assert Coded.from_arrow(pa.chunked_array([plain, plain])) == given_texts * 2


@given(texts, st.data())
def test_rows_are_taken_in_the_order_asked_for(given_texts: list[str | None], data: st.DataObject) -> None:
    places = data.draw(st.lists(st.integers(0, max(len(given_texts) - 1, 0)), max_size=len(given_texts)))
    assert Coded.of(given_texts).take(np.array(places, dtype=np.int64)) == [given_texts[at] for at in places]


def test_a_function_is_asked_once_for_each_different_text() -> None:
    asked: list[str] = []
    values = Coded.of(["a", "b", "a"]).each(lambda text: len(asked.append(text) or asked), np.int64)
    assert (values.tolist(), asked) == ([1, 2, 1], ["a", "b"])
    assert Coded.of([]).each(len, np.int64).size == 0


def test_codes_of_another_column_say_who_is_missing() -> None:
    assert Coded.of(["b", "c", "b"]).codes_in(Coded.of(["a", "b"])).tolist() == [1, -1, 1]


def test_nothing_is_none_everywhere() -> None:
    assert list(Coded.nothing(2)) == [None, None]
