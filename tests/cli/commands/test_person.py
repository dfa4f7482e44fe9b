from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any


def test_the_portrait_is_one_json_document(ran: Callable[..., Any], built: Path, member: str) -> None:
    done = ran("person", member, built, "--json")
    assert (done.code, done.err) == (0, "")
    assert done.document["person_id"].startswith("p_")
    assert "fact.buyer" in {tag["key"] for tag in done.document["tags"]}


def test_people_read_it_in_the_words_of_the_project(ran: Callable[..., Any], built: Path, member: str) -> None:
    printed = ran("person", member, built).out
    assert printed.startswith("画像 p_")
    assert "已购客户" in printed
    assert "数据截至 " in printed


def test_an_unknown_person_ends_with_2_and_one_line(ran: Callable[..., Any], built: Path) -> None:
    done = ran("person", "member_no:nobody", built, "--json")
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert done.err.startswith("error: unknown person 'member_no:nobody'")


def test_an_instant_before_the_build_is_refused(ran: Callable[..., Any], built: Path, member: str) -> None:
    done = ran("person", member, built, "--as-of", "2020-01-01")
    assert done.code == 2
    assert "huaxiang build --as-of 2020-01-01T15:59:59.999999Z" in done.err


def test_the_as_of_that_was_printed_is_taken_back(ran: Callable[..., Any], built: Path, member: str) -> None:
    as_of = ran("person", member, built, "--json").document["as_of"]
    assert ran("person", member, built, "--as-of", as_of, "--json").document["as_of"] == as_of
