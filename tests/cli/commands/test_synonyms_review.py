"""`huaxiang synonyms review`: lists, decides, and says what does not wait."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any


def test_the_list_is_given_and_a_word_that_is_decided_leaves_it(
    ran: Callable[..., Any], built: Path, tmp_path: Path
) -> None:
    shop = Path(shutil.copytree(built, tmp_path / "shop"))
    waiting = ran("synonyms", "review", shop, "--json").document["waiting"]
    for row in waiting[:1]:
        left = ran("synonyms", "review", shop, "--refuse", row["term"], "--json").document["waiting"]
        assert row["id"] not in {each["id"] for each in left}
    assert ran("synonyms", "review", shop).code == 0


def test_a_word_that_does_not_wait_is_one_line(ran: Callable[..., Any], built: Path) -> None:
    told = ran("synonyms", "review", built, "--accept", "没有这个词")
    assert told.code == 2
    assert "没有这个词" in told.err
    assert len(told.err.strip().splitlines()) == 1
