from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any


def test_a_saved_audience_is_selected_by_name(ran: Callable[..., Any], built: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(built, folder)
    assert ran("audience", "save", "买家", "tag(fact.buyer)", folder).out == "买家: tag(fact.buyer)\n"
    named = ran("audience", "买家", folder, "--count", "--json").document
    assert named == ran("audience", "tag(fact.buyer)", folder, "--count", "--json").document | {
        "lag_seconds": named["lag_seconds"]
    }


def test_an_expression_that_cannot_be_read_is_not_kept(ran: Callable[..., Any], built: Path) -> None:
    assert ran("audience", "save", "坏", "tag(", built).code == 2
    assert not (built / "audiences.yaml").exists()
