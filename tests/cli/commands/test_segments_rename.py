from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any


def test_a_segment_is_named_and_the_name_is_listed(ran: Callable[..., Any], built: Path, tmp_path: Path) -> None:
    shop = Path(shutil.copytree(built, tmp_path / "shop"))
    first = ran("segments", shop, "--json").document["segments"][0]["id"]
    assert ran("segments", "rename", first, "我的老客", shop).code == 0
    assert "我的老客" in ran("segments", shop).out


def test_a_segment_that_is_not_there_is_one_line(ran: Callable[..., Any], built: Path) -> None:
    told = ran("segments", "rename", "s9999", "x", built)
    assert told.code == 2
    assert "s9999" in told.err
