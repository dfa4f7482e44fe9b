from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from huaxiang.domain.errors import UnknownName
from huaxiang.evaluate import bench_segments
from huaxiang.evaluate.figures import Beside
from huaxiang.evaluate.measured import CommandFailed, Measured


@pytest.mark.slow
def test_every_key_is_measured_on_a_small_shop() -> None:
    document = bench_segments.run(only=bench_segments.KEYS, n_events=20_000, n_people=500)
    figures = {each["key"]: each for each in document["figures"]}
    assert "beside" not in document
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


def test_peers_beside_are_measured_with_all_figures_and_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, int]] = []

    def beside(folder: Path, n_events: int, n_people: int, *, progress: Any) -> list[Beside]:
        asked.append((n_events, n_people))
        return [Beside("peer", "1.2", "labels", 2.0)]

    monkeypatch.setattr(bench_segments, "measure_beside", beside)
    alone = bench_segments.run(only=["beside"])
    assert (alone["figures"], [each["peer"] for each in alone["beside"]]) == ([], ["peer"])
    monkeypatch.setattr(bench_segments, "measure", lambda command: Measured(1.0, 100.0))
    monkeypatch.setattr(bench_segments, "score_rate", lambda n_people: 1.0)
    both = bench_segments.run(n_events=1_000, n_people=100)
    assert (len(both["figures"]), len(both["beside"])) == (len(bench_segments.KEYS), 1)
    assert asked == [(500_000, 20_000), (1_000, 100)]


def test_an_unknown_key_is_refused() -> None:
    with pytest.raises(UnknownName):
        bench_segments.run(only=["features30m_seconds"])
