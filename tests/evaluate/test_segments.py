from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from huaxiang.domain.errors import UnknownName
from huaxiang.evaluate import segments
from huaxiang.evaluate.personas import PersonaTruth
from huaxiang.evaluate.segment_work import people_like


def test_every_key_is_given_and_what_is_missing_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "households_missing", lambda: "no households here")
    monkeypatch.setattr(segments, "_cdnow", lambda: None)
    monkeypatch.setattr(segments, "measure_personas", lambda name, n_people: PersonaTruth(name, 8, 0.8, 1.0, 0.9, 0.01))
    found = segments.run(n_planted=1_000)
    figures = found["figures"]
    assert tuple(each["key"] for each in figures) == segments.KEYS
    planted = {"persona_ari_over_oracle", "outlier_recall", "outlier_false_rate"}
    assert all(each["value"] is None and each["reason"] for each in figures if each["key"] not in planted)
    assert all(0.0 <= each["value"] <= 1.0 for each in figures if each["key"] in planted)
    assert list(found["data"]["planted"]) == ["easy", "middling", "hard"]


@pytest.mark.slow
def test_stability_is_of_whole_refits_with_other_people_and_seeds(monkeypatch: pytest.MonkeyPatch) -> None:
    features = people_like(1_500)
    ids = [f"p_{number:016x}" for number in range(1_500)]
    monkeypatch.setattr(segments, "households_missing", lambda: None)
    monkeypatch.setattr(segments, "make_households", lambda folder: None)
    monkeypatch.setattr(segments, "features_of", lambda project: (ids, features))
    found = segments.run(only=["stability_ari_8", "membership_ece"])["figures"]
    figures = {each["key"]: each["value"] for each in found}
    assert 0.7 < figures["stability_ari_8"] <= 1.0
    assert 0.0 <= figures["membership_ece"] < 0.1


@pytest.mark.skipif(importlib.util.find_spec("lifetimes") is None, reason="lifetimes is not installed")
def test_bgnbd_is_that_of_the_paper() -> None:
    (figure,) = segments.run(only=["bgnbd_max_error"])["figures"]
    assert figure["value"] <= 0.001


def test_an_unknown_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownName):
        segments.run(only=["stability"])
