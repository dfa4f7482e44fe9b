"""Speed of reading: every key, each level in a process of its own, peers only where they are installed."""

from __future__ import annotations

import pytest

from huaxiang.evaluate import bench_interests as module
from huaxiang.evaluate.bench_interests import KEYS, run
from huaxiang.evaluate.measured import CommandFailed, Measured


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    found: list[list[str]] = []

    def measure(command: list[str]) -> Measured:
        found.append(command[-2:])
        if command[-2] == "full":
            raise CommandFailed("no encoder here")
        return Measured(2.0, 300.4, "5000.5")

    monkeypatch.setattr(module, "measure", measure)
    return found


def test_each_level_is_measured_once_and_what_fails_says_why(commands: list[list[str]]) -> None:
    document = run(n_fast=100, n_full=10)
    figures = {each["key"]: each for each in document["figures"]}
    assert list(figures) == list(KEYS)
    assert figures["texts_per_second_fast"]["value"] == 5000.5
    assert figures["texts_per_second_full"]["reason"] == "no encoder here"
    assert figures["peak_mb"]["value"] is None
    assert ["fast", "100"] in commands
    assert {each["peer"] for each in document["beside"]} == {
        "jieba.posseg + scikit-learn",
        "multilingual-e5-small int8",
    }


def test_one_key_needs_no_peers(commands: list[list[str]]) -> None:
    assert "beside" not in run(only=["texts_per_second_fast"], n_fast=100)
    assert commands == [["fast", "100"]]
