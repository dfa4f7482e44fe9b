from __future__ import annotations

from pathlib import Path

import pytest

from huaxiang.domain.errors import UnknownName
from huaxiang.evaluate import bench_build
from huaxiang.evaluate.measured import CommandFailed, Measured


def test_help_is_measured_now() -> None:
    document = bench_build.run(only=["help_seconds"])
    (figure,) = document["figures"]
    assert document["name"] == "build"
    assert figure["key"] == "help_seconds"
    assert figure["unit"] == "s"
    assert 0 < figure["value"] < 30


def test_every_key_of_build_is_given_and_a_measurement_is_taken_once(monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[str] = []

    def fake(command: list[str], *, folder: Path | None = None) -> Measured:
        commands.append(" ".join(command[2:]))
        is_large = "people100000" in commands[-1] and "build" in commands[-1]
        return Measured(50.0 if is_large else 10.0, 500.0)

    monkeypatch.setattr(bench_build, "measure", fake)
    figures = {each["key"]: each for each in bench_build.run()["figures"]}
    assert tuple(figures) == bench_build.KEYS
    assert figures["growth_10x"]["value"] == 5.0
    assert figures["people100k_seconds"]["value"] == 50.0
    assert figures["people100k_seconds"]["ratio"] == 5.0
    assert figures["people100k_peak_mb"]["unit"] == "MB"
    assert sum("people100000" in each and "build" in each for each in commands) == 1


def test_what_fails_is_null_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(command: list[str], *, folder: Path | None = None) -> Measured:
        raise CommandFailed("no space left")

    monkeypatch.setattr(bench_build, "measure", fails)
    (figure,) = bench_build.run(only=["demo_seconds"])["figures"]
    assert figure["value"] is None
    assert "no space left" in figure["reason"]


def test_without_the_example_its_figures_are_null_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_build, "_EXAMPLE", Path("nowhere/run.py"))
    (figure,) = bench_build.run(only=["completejourney_seconds"])["figures"]
    assert figure["value"] is None
    assert "checkout" in figure["reason"]


def test_an_unknown_key_is_refused() -> None:
    with pytest.raises(UnknownName):
        bench_build.run(only=["demo_hours"])
