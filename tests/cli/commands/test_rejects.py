from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any


def test_every_row_that_is_not_used_is_shown_with_its_reason(ran: Callable[..., Any], built: Path) -> None:
    document = ran("rejects", built, "--json").document
    assert document["total"] == len(document["rejects"]) == sum(each["rows"] for each in document["counts"])
    assert document["total"] > 0


def test_people_read_counts_by_source(ran: Callable[..., Any], built: Path) -> None:
    assert "异常数据" in ran("rejects", built).out
