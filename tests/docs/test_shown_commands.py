from __future__ import annotations

import importlib
import re
import shlex
from typing import Any

import click
import pytest
import typer
from tests.docs.reading import LANGUAGES, ROOT, Page, all_pages, pages_of
from tests.docs.words import VOCABULARY

from huaxiang.cli.listing import COMMANDS, find_command
from huaxiang.cli.main import _spread
from huaxiang.tags.expressions import parse

EVERYWHERE = all_pages()


def command_of(name: str) -> tuple[click.Command, tuple[str, ...]]:
    """The command as click has it, and its flags that take several values."""
    module: Any = importlib.import_module(f"huaxiang.cli.commands.{COMMANDS[name].module}")
    return typer.main.get_command(module.app), tuple(getattr(module, "MANY", ()))


def options_of(name: str) -> set[str]:
    command, _ = command_of(name)
    return {flag for parameter in command.params for flag in parameter.opts if flag.startswith("--")} - {"--help"}


def complaint(line: str) -> str | None:
    """What is wrong with a command line of ours, None when it could be run."""
    name, rest = find_command(shlex.split(line)[1:])
    command, many = command_of(name)
    context = click.Context(command, info_name=name, resilient_parsing=False)
    try:
        command.parse_args(context, _spread(rest, many))
    except (click.ClickException, typer.Exit) as error:
        return None if "--help" in rest else f"{line}: {error}"
    return None


@pytest.mark.parametrize("page", EVERYWHERE, ids=lambda page: page.path)
def test_every_command_shown_could_be_run_as_it_stands(page: Page) -> None:
    ours = [(line, place) for line, place in page.commands if line.startswith("huaxiang ")]
    wrong = [f"{place}: {found}" for line, place in ours if (found := complaint(line))]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("page", EVERYWHERE, ids=lambda page: page.path)
def test_every_other_line_is_make_with_a_target_that_exists_or_pip(page: Page) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    lines = [line for line, _ in page.commands if not line.startswith("huaxiang ")]
    odd = [line for line in lines if not line.startswith(("make ", "pip install "))]
    unknown = [line for line in lines if line.startswith("make ") and line.split()[1] not in targets]
    assert (odd, unknown) == ([], [])


@pytest.mark.parametrize("page", EVERYWHERE, ids=lambda page: page.path)
def test_every_audience_shown_can_be_read(page: Page) -> None:
    lines = [line for block in page.blocks if block.language == "expr" for line in block.text.splitlines()]
    words = [shlex.split(line) for line, _ in page.commands if line.startswith("huaxiang audience ")]
    lines += [word for line in words for word in line if "(" in word]
    for line in lines:
        parse(line, VOCABULARY)


def test_the_page_of_audiences_explains_every_term() -> None:
    wanted = {"tag", "segment", "interest", "feature", "trait", "fact", "did", "pattern", "known"}
    for language in LANGUAGES:
        page = pages_of(language)["languages/audiences.md"]
        assert set(re.findall(r"^\| `(\w+)\(", page.text, re.MULTILINE)) == wanted


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reference_has_every_command_with_its_arguments_and_options(language: str) -> None:
    page = pages_of(language)["commands.md"]
    sections = re.split(r"^### huaxiang ([\w -]+?) \{ #[\w-]+ \}$", page.text, flags=re.MULTILINE)
    described = dict(zip(sections[1::2], sections[2::2], strict=True))
    assert list(described) != []
    assert sorted(described) == sorted(COMMANDS), "docs/*/commands.md and src/huaxiang/cli/listing.py differ"
    for name, text in described.items():
        table = "\n".join(line.split("|")[1] for line in text.splitlines() if line.startswith("| `"))
        assert set(re.findall(r"--[a-z][a-z-]*", table)) == options_of(name), f"options of huaxiang {name}"
        assert f"huaxiang {name} {COMMANDS[name].arguments}\n" in text
