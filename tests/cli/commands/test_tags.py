from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any


def test_the_catalogue_shows_state_coverage_and_holders(ran: Callable[..., Any], built: Path) -> None:
    document = ran("tags", built, "--json").document
    buyer = next(each for each in document["tags"] if each["key"] == "fact.buyer")
    assert buyer["state"] == "active"
    assert buyer["coverage"] == round(buyer["passing"] / document["eligible"], 6)


def test_back_tests_are_measured_when_asked_for(ran: Callable[..., Any], built: Path) -> None:
    done = ran("tags", built, "--back-test")
    assert "back-test of flag.hesitant" in done.err
    assert "回测" in done.out
