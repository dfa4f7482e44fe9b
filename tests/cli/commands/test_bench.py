from __future__ import annotations

from collections.abc import Callable
from typing import Any


def test_an_unknown_name_names_all_that_there_are(ran: Callable[..., Any]) -> None:
    done = ran("bench", "biuld")
    assert (done.code, "nearest: build" in done.err) == (2, True)
