from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any


def test_everything_reconciles_to_zero(ran: Callable[..., Any], built: Path) -> None:
    document = ran("check", built, "--json").document
    assert document["difference"] == 0
    assert all(each["difference"] == 0 for each in document["checks"])
    assert len(document["checks"]) >= 5


def test_people_read_a_table(ran: Callable[..., Any], built: Path) -> None:
    assert "差额合计: 0" in ran("check", built).out
