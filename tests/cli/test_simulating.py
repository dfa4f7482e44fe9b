from __future__ import annotations

from pathlib import Path

import pytest

from huaxiang.cli.simulating import simulate_shop


def test_a_shop_is_written_with_progress_on_stderr(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = simulate_shop(tmp_path / "shop", people=10, seed=1, config=None)
    assert (report.people, report.seed) == (10, 1)
    assert (tmp_path / "shop" / "huaxiang.toml").exists()
    printed = capsys.readouterr()
    assert (printed.out, "simulated 10 of 10 people" in printed.err) == ("", True)
