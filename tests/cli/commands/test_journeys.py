from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any


def test_transitions_come_most_frequent_first_with_flags(ran: Callable[..., Any], built: Path) -> None:
    document = ran("journeys", built, "--json").document
    times = [each["n_times"] for each in document["transitions"]]
    assert times
    assert times == sorted(times, reverse=True)
    assert "flag.hesitant" in {each["key"] for each in document["flags"]}


def test_people_read_steps_in_words(ran: Callable[..., Any], built: Path) -> None:
    printed = ran("journeys", built).out
    assert "浏览" in printed
    assert "犹豫型高意向用户" in printed
