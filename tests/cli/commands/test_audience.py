from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


def test_a_count_and_the_members_agree(ran: Callable[..., Any], built: Path) -> None:
    count = ran("audience", "tag(fact.buyer)", built, "--count", "--json").document
    full = ran("audience", "tag(已购客户)", built, "--json").document
    assert count["count"] == len(full["members"]) > 0
    assert "members" not in count


def test_a_file_is_written_with_its_rows(ran: Callable[..., Any], built: Path, tmp_path: Path) -> None:
    path = tmp_path / "老 客.csv"
    document = ran("audience", "tag(fact.buyer)", built, "--to", path, "--json").document
    assert document["rows"] == document["count"] == len(path.read_text(encoding="utf-8-sig").splitlines()) - 1


@pytest.mark.parametrize("words", [("--to", "x.csv"), (), ("--to", "x.csv", "--count")])
def test_unproven_tags_go_with_a_count_alone(ran: Callable[..., Any], built: Path, words: tuple[str, ...]) -> None:
    done = ran("audience", "tag(fact.buyer)", built, "--include-unproven", *words)
    assert (done.code, done.out) == (2, "")
    assert "--include-unproven goes only with --count" in done.err


def test_unproven_tags_may_be_counted(ran: Callable[..., Any], built: Path) -> None:
    proven = ran("audience", "interest(beauty) or interest(food)", built, "--count", "--json").document
    everything = ran(
        "audience", "interest(beauty) or interest(food)", built, "--count", "--include-unproven", "--json"
    ).document
    assert everything["count"] == proven["count"] + sum(proven["withheld"].values())


@pytest.mark.parametrize(
    ("expression", "told"),
    [("tag(fact.bayer)", "nearest: fact.buyer"), ("tag(fact.buyer", "expected )"), ("", "expected a term")],
)
def test_mistakes_in_an_expression_end_with_2(ran: Callable[..., Any], built: Path, expression: str, told: str) -> None:
    done = ran("audience", expression, built, "--count")
    assert (done.code, told in done.err) == (2, True)


def test_another_format_is_refused_before_anything_is_read(ran: Callable[..., Any], tmp_path: Path) -> None:
    done = ran("audience", "tag(fact.buyer)", tmp_path, "--to", "x.doc")
    assert (done.code, "unknown file format '.doc'" in done.err) == (2, True)


def test_people_read_the_count_in_words(ran: Callable[..., Any], built: Path) -> None:
    assert "占可圈选" in ran("audience", "tag(fact.buyer)", built, "--count").out
