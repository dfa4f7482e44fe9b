from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any


def test_an_unknown_name_names_all_that_there_are(ran: Callable[..., Any], tmp_path: Path) -> None:
    done = ran("evaluate", "segmets", tmp_path)
    assert (done.code, "nearest: segments" in done.err) == (2, True)
