from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from huaxiang.evaluate.parity import start


def test_it_says_each_step_and_ends_when_the_log_is_drained(tmp_path: Path) -> None:
    project, _, _ = start(tmp_path / "shop", people=20, seed=4, merges=4, undos=2)
    command = [sys.executable, "-m", "huaxiang.evaluate.parity_drain", str(project.folder), "400"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    assert said[0] == "ready"
    assert (len(said) > 2, set(said[1:])) == (True, {"step"})
