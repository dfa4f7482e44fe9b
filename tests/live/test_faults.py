from __future__ import annotations

import json
import sqlite3

import pytest

from huaxiang.domain.errors import OutOfRange, StorageError
from huaxiang.domain.instants import from_iso
from huaxiang.live.faults import is_of_storage, place_of


def test_the_place_is_the_innermost_of_our_own_code_and_nothing_of_the_value_is_told() -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        from_iso("13912345678")
    place = place_of(caught.value)
    assert "at domain/instants.py:" in place
    assert " in " in place
    assert "13912345678" not in place


def test_an_error_from_elsewhere_has_the_place_where_it_was_raised() -> None:
    with pytest.raises(json.JSONDecodeError) as caught:
        json.loads("{")
    assert place_of(caught.value).startswith("JSONDecodeError at ")
    assert place_of(KeyError("never raised")) == "KeyError"


def test_errors_of_disk_and_database_are_not_the_events_fault() -> None:
    assert all(map(is_of_storage, [StorageError("x"), sqlite3.OperationalError("x"), OSError(28, "x")]))
    assert not any(map(is_of_storage, [ValueError("x"), OutOfRange("x"), KeyError("x")]))
