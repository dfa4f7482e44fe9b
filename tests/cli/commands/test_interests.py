from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any


def test_interests_come_most_held_first(ran: Callable[..., Any], built: Path) -> None:
    holders = [each["holders"] for each in ran("interests", built, "--json").document["interests"]]
    assert holders
    assert holders == sorted(holders, reverse=True)


def test_people_read_a_table(ran: Callable[..., Any], built: Path) -> None:
    assert "命中人数" in ran("interests", built).out
