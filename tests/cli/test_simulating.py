from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from huaxiang.cli.simulating import as_day, shop_parameters, simulate_shop, yesterday
from huaxiang.domain.errors import UserError


def test_a_shop_is_written_with_progress_on_stderr(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = simulate_shop(tmp_path / "shop", people=10, seed=1, language="en")
    assert (report.people, report.seed) == (10, 1)
    assert 'language = "en"' in (tmp_path / "shop" / "huaxiang.toml").read_text(encoding="utf-8")
    printed = capsys.readouterr()
    assert (printed.out, "simulated 10 of 10 people" in printed.err) == ("", True)


def test_progress_is_told_in_the_language_of_the_project(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    simulate_shop(tmp_path / "shop", people=10, seed=1)
    assert "10 / 10 人" in capsys.readouterr().err


def test_another_last_day_is_laid_over_the_parameters_alone(tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text("shop:\n  days: 30\n  end_date: 2025-01-31\n", encoding="utf-8")
    assert shop_parameters(tmp_path / "shop.yaml", None).shop.end_date == date(2025, 1, 31)
    changed = shop_parameters(tmp_path / "shop.yaml", date(2026, 6, 18))
    assert (changed.shop.end_date, changed.shop.days) == (date(2026, 6, 18), 30)


def test_a_day_is_read_and_what_is_none_refused_in_one_line() -> None:
    assert (as_day("2026-06-18"), as_day(None)) == (date(2026, 6, 18), None)
    with pytest.raises(UserError, match="write it as 2026-06-18"):
        as_day("yesterday")


def test_yesterday_is_that_of_the_shop() -> None:
    evening = datetime(2026, 3, 1, 18, 30, tzinfo=UTC)
    assert yesterday(evening, "Asia/Shanghai") == date(2026, 3, 1)
    assert yesterday(evening, "America/New_York") == date(2026, 2, 28)
