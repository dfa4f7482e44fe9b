from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from huaxiang.domain import errors
from huaxiang.domain.errors import (
    BadExpression,
    BadInput,
    ConfigurationError,
    ContractBroken,
    HuaxiangError,
    OutOfRange,
    ProjectBusy,
    ProjectMissing,
    StorageError,
    UnknownName,
    UserError,
    Withheld,
    nearest,
)


@pytest.mark.parametrize(
    ("kind", "builtin", "exit_code"),
    [
        (ConfigurationError, Exception, 2),
        (UnknownName, LookupError, 2),
        (BadInput, ValueError, 2),
        (BadExpression, ValueError, 2),
        (ProjectMissing, FileNotFoundError, 2),
        (ProjectBusy, Exception, 2),
        (Withheld, Exception, 2),
        (StorageError, OSError, 2),
        (OutOfRange, ValueError, 1),
        (ContractBroken, AssertionError, 1),
    ],
)
def test_each_error_is_of_the_tree_and_of_the_builtin_a_caller_expects(
    kind: type[HuaxiangError], builtin: type[Exception], exit_code: int
) -> None:
    assert issubclass(kind, HuaxiangError)
    assert issubclass(kind, builtin)
    assert kind.exit_code == exit_code
    assert issubclass(kind, UserError) == (exit_code == 2)


def test_the_tree_at_the_top_names_every_error() -> None:
    tree = errors.__doc__ or ""
    assert [name for name in errors.__all__ if name != "nearest" and name not in tree] == []


def test_a_configuration_error_says_file_and_line() -> None:
    error = ConfigurationError("unknown key", path=Path("shop/huaxiang.toml"), line=7)
    assert str(error) == "shop/huaxiang.toml:7: unknown key"
    assert (error.path, error.line) == (Path("shop/huaxiang.toml"), 7)
    assert str(ConfigurationError("empty", path=Path("a.yaml"))) == "a.yaml: empty"
    assert str(ConfigurationError("empty")) == "empty"


def test_an_unknown_name_gives_the_nearest_else_what_there_is_else_the_hint() -> None:
    assert str(UnknownName("store", "sqlit", ["redis", "sqlite"])) == "unknown store 'sqlit' (nearest: sqlite)"
    assert str(UnknownName("store", "zzz", ["redis", "sqlite"])) == "unknown store 'zzz' (it has: redis, sqlite)"
    assert str(UnknownName("store", "zzz")) == "unknown store 'zzz'"
    assert str(UnknownName("zone", "X", hint="use an IANA name")) == "unknown zone 'X' (use an IANA name)"
    many = UnknownName("tag", "#", [f"k{number}" for number in range(20)])
    assert str(many).endswith(" …)")


def test_a_bad_expression_counts_positions_from_one_for_people() -> None:
    error = BadExpression("expected a tag", text="tag(", position=4)
    assert str(error) == "expected a tag (at 5 of 'tag(')"
    assert error.position == 4


def test_a_bad_input_says_its_file() -> None:
    assert str(BadInput("is empty", path=Path("orders.csv"))) == "orders.csv: is empty"


def test_messages_of_os_errors_are_one_line() -> None:
    assert str(StorageError("disk full: free some space")) == "disk full: free some space"
    assert str(ProjectMissing("shop: not built yet")) == "shop: not built yet"


def test_nothing_is_near_to_something_else() -> None:
    assert nearest("orders", ["zebra"]) == ()
    assert nearest("oders", ["orders", "order_lines"])[0] == "orders"


@pytest.mark.parametrize(
    "error",
    [
        ConfigurationError("unknown key", path=Path("shop/huaxiang.toml"), line=7),
        UnknownName("store", "sqlit", ["redis", "sqlite"], position=3),
        BadInput("is empty", path=Path("orders.csv")),
        BadExpression("expected a tag", text="tag(", position=4, code="tag", near=["tags"]),
        StorageError("disk full: free some space"),
        ProjectMissing("shop: not built yet"),
        ContractBroken("a column is missing"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_comes_whole_out_of_another_process(error: HuaxiangError) -> None:
    found = pickle.loads(pickle.dumps(error))
    assert (type(found), str(found), vars(found)) == (type(error), str(error), vars(error))
