from __future__ import annotations

import random
from pathlib import Path

import pytest

from huaxiang.domain.errors import ContractBroken
from huaxiang.evaluate import parity
from huaxiang.evaluate.parity import drain_under_kills, rows_different, start


@pytest.mark.slow
def test_a_small_stream_differs_in_nothing(tmp_path: Path) -> None:
    different, compared = rows_different(tmp_path / "shop", people=40, merges=6, undos=3, kills=1, seed=3)
    assert (different, compared > 200) == (0, True)


def test_a_stream_without_duplicates_proves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = parity.disordered
    once = lambda *args, **named: list({e.event_id: e for e in whole(*args, **named)}.values())  # noqa: E731
    monkeypatch.setattr(parity, "disordered", once)
    with pytest.raises(ContractBroken, match="no duplicates"):
        start(tmp_path / "shop", people=20, seed=3)


def test_a_killed_worker_is_followed_by_one_that_drains_the_log(tmp_path: Path) -> None:
    project, _, _ = start(tmp_path / "shop", people=20, seed=4)
    drain_under_kills(project, random.Random(1), kills=1, batch=50)
    store, log = project.store(), project.log()
    assert store.meta().log_seq == log.last_seq()
    store.close()
    log.close()
