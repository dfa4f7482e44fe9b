from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any


def test_sizes_and_people_in_none_add_up_to_everyone(ran: Callable[..., Any], built: Path) -> None:
    document = ran("segments", built, "--json").document
    assert sum(each["n_people"] for each in document["segments"]) + document["outside"] == document["people"]
    assert document["segments"]


def test_people_read_names_and_shares(ran: Callable[..., Any], built: Path) -> None:
    first = ran("segments", built, "--json").document["segments"][0]
    printed = ran("segments", built).out
    assert first["name"] in printed
    assert "不在任何分群" in printed


def test_a_row_a_segment_is_written_to_a_file(ran: Callable[..., Any], built: Path, tmp_path: Path) -> None:
    target = tmp_path / "segments.csv"
    document = ran("segments", built, "--to", target, "--json").document
    lines = target.read_text(encoding="utf-8-sig").splitlines()
    assert document["rows"] == len(lines) - 1 == len(document["segments"])
    assert ran("segments", built, "--to", tmp_path / "segments.doc").code == 2
