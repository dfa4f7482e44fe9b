from __future__ import annotations

import importlib.util

import pytest

from huaxiang.cli.listing import COMMANDS, find_command
from huaxiang.domain.errors import UnknownName


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_stands_in_a_module_and_says_what_it_does(name: str) -> None:
    command = COMMANDS[name]
    assert importlib.util.find_spec(f"huaxiang.cli.commands.{command.module}") is not None
    assert command.zh
    assert command.en


def test_two_words_are_taken_before_one() -> None:
    assert find_command(["audience", "save", "x"]) == ("audience save", ["x"])
    assert find_command(["audience", "tag(x)"]) == ("audience", ["tag(x)"])


def test_a_word_like_no_command_points_to_the_help() -> None:
    with pytest.raises(UnknownName, match="see `huaxiang --help`"):
        find_command(["zzzzzz"])
