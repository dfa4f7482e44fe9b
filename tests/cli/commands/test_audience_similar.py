from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

SIMILAR = ("audience", "similar")


def test_people_outside_the_group_are_given_the_most_alike_first(
    ran: Callable[..., Any], wide: Path, tmp_path: Path
) -> None:
    path = tmp_path / "相似.csv"
    document = ran(*SIMILAR, "tag(fact.buyer)", wide, "--n", "20", "--to", path, "--json").document
    group = ran("audience", "tag(fact.buyer)", wide, "--json").document
    found = [each["person_id"] for each in document["members"]]
    assert (document["seeds"], document["pool"]) == (group["count"], group["eligible"] - group["count"])
    assert not set(found) & set(group["members"])
    stated = [each["probability"] for each in document["members"]]
    assert stated == sorted(stated, reverse=True)
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[0].strip('"') for line in lines[1:]] == found
    assert "probability" not in lines[0]


def test_words_tell_how_good_it_is(ran: Callable[..., Any], wide: Path) -> None:
    told = ran(*SIMILAR, "tag(fact.buyer)", wide).out
    assert "种子" in told
    assert "AUC" in told


def test_too_few_seeds_and_no_people_wanted_end_with_2(ran: Callable[..., Any], wide: Path) -> None:
    few = ran(*SIMILAR, "feature(orders_180d) > 1000", wide)
    none = ran(*SIMILAR, "tag(fact.buyer)", wide, "--n", "0")
    assert (few.code, "look-alikes need 50 people" in few.err) == (2, True)
    assert (none.code, "--n 0" in none.err) == (2, True)
