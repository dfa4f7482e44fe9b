from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any


def test_the_first_condition_that_failed_is_named(ran: Callable[..., Any], built: Path, member: str) -> None:
    document = ran("why-not", member, "flag.unpaid", built, "--json").document
    assert document["holds"] is False
    assert document["words"]


def test_a_tag_that_is_held_and_passes_says_so(ran: Callable[..., Any], built: Path, member: str) -> None:
    assert ran("why-not", member, "fact.buyer", built, "--json").document["reason"] == "holds"
    assert "可对外使用: 持有该标签" in ran("why-not", member, "fact.buyer", built).out
