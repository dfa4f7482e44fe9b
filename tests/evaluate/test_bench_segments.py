from __future__ import annotations

import pytest

from huaxiang.domain.errors import UnknownName
from huaxiang.evaluate import bench_segments
from huaxiang.evaluate.measured import CommandFailed, Measured


def test_every_key_is_measured_on_a_small_shop() -> None:
    figures = {each["key"]: each for each in bench_segments.run(n_events=20_000, n_people=500)["figures"]}
    assert tuple(figures) == bench_segments.KEYS
    assert all(each["value"] > 0 for each in figures.values())
    ratio = figures["features20m_seconds"]["value"] / figures["features20m_seconds"]["against"]
    assert figures["features_over_groupby"]["value"] == pytest.approx(ratio, rel=0.2)
    assert figures["cluster500k_seconds"]["against_version"].startswith("scikit-learn")


def test_what_fails_is_null_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(command: list[str]) -> Measured:
        raise CommandFailed("no space left")

    monkeypatch.setattr(bench_segments, "measure", fails)
    (figure,) = bench_segments.run(only=["features20m_seconds"])["figures"]
    assert (figure["value"], "no space left" in figure["reason"]) == (None, True)


def test_an_unknown_key_is_refused() -> None:
    with pytest.raises(UnknownName):
        bench_segments.run(only=["features30m_seconds"])
