from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from huaxiang.live import failpoints
from huaxiang.live.failpoints import VARIABLE, Reached, arm, is_armed, reach, within


@pytest.fixture(autouse=True)
def unarmed() -> Iterator[None]:
    yield
    arm("")


def test_a_place_that_is_not_set_does_nothing() -> None:
    rows = [1, 2]
    assert not is_armed()
    reach("after_decode")
    assert within("in_fold_transaction", rows) is rows


def test_a_place_acts_at_the_passage_that_was_asked_for_and_only_then() -> None:
    arm("after_decode=fail@3,in_checkpoint=fail")
    assert is_armed()
    reach("after_decode")
    reach("after_decode")
    reach("another")
    with pytest.raises(Reached):
        reach("after_decode")
    reach("after_decode")
    with pytest.raises(Reached):
        reach("in_checkpoint")


def test_rows_reach_their_place_when_they_are_read() -> None:
    arm("in_fold_transaction=fail@2")
    rows = within("in_fold_transaction", [1, 2])
    assert list(rows) == [1, 2]
    assert len(rows) == 2
    with pytest.raises(Reached):
        list(rows)


def test_an_action_that_does_not_exist_is_told() -> None:
    with pytest.raises(ValueError, match="kill, soon, fail, hang"):
        arm("after_decode=explode")


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("action", ["kill", "soon"])
def test_a_process_is_killed_by_the_environment(action: str) -> None:
    code = "import time\nfrom huaxiang.live.failpoints import reach\nreach('p')\ntime.sleep(30)\n"
    command, environment = [sys.executable, "-c", code], {VARIABLE: f"p={action}"}
    assert subprocess.run(command, env=environment, check=False, timeout=60).returncode == -signal.SIGKILL


def test_hanging_does_not_end(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(failpoints.time, "sleep", sleep)
    arm("p=hang")
    with pytest.raises(KeyboardInterrupt):
        reach("p")
