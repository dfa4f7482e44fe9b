from __future__ import annotations

from pathlib import Path

import pytest

from huaxiang.domain.errors import ConfigurationError
from huaxiang.project.tables import StrictTable
from huaxiang.project.toml_lines import TomlLines


def _table(**plain: object) -> StrictTable:
    return StrictTable(plain, path=Path("x.toml"), lines=TomlLines("[t]\n"), keys=("t",))


def test_true_is_no_number() -> None:
    with pytest.raises(ConfigurationError, match="must be a number"):
        _table(a=True).number("a", 1, low=0, high=2)


def test_whole_number_is_a_number() -> None:
    assert _table(a=2).number("a", 1, low=0, high=2) == 2.0


def test_list_of_other_things_than_texts_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="list of texts"):
        _table(a=["x", 1]).texts("a")


def test_keys_nobody_asked_for_are_refused() -> None:
    table = _table(a="x", b="y")
    table.text("a")
    with pytest.raises(ConfigurationError, match="has no 'b'"):
        table.finish()
