"""The scorecard of reading: every key, each with its parts or the reason why there is no value."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from huaxiang.evaluate import interests as module
from huaxiang.evaluate.interests import KEYS, run


@pytest.fixture
def fast_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "encoder_for", lambda level, **_: (None, "not here" if level == "full" else None))


@pytest.mark.usefixtures("fast_alone")
def test_without_encoder_and_data_it_measures_what_it_can(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUAXIANG_DATA", str(tmp_path))
    document = run()
    figures = {each["key"]: each for each in document["figures"]}
    assert set(KEYS) <= figures.keys()
    assert "HUAXIANG_DATA" in figures["gold_queries"]["reason"]
    assert figures["gold_modifiers"]["value"] is None
    assert figures["gold_intents"]["value"] > 0.7
    assert figures["gold_synonyms"]["value"] > 0.5
    assert "full" in document["data"]


@pytest.mark.usefixtures("fast_alone")
def test_one_key_alone() -> None:
    assert {each["key"].removesuffix("_fast") for each in run(only=["gold_intents"])["figures"]} == {
        "gold_intents", "gold_intents_dev", "gold_intents_held",
    }  # fmt: skip


@pytest.mark.usefixtures("fast_alone")
def test_real_searches_are_read_better_than_they_were() -> None:
    if not Path(os.environ.get("HUAXIANG_DATA", "../shared/data")).is_dir():
        pytest.skip("the folder of real data is not there")
    figures = {each["key"]: each["value"] for each in run(only=["gold_queries"])["figures"]}
    assert figures["gold_queries"] > 0.62
    assert figures["gold_queries_held_fast_level_1"] > 0.62
