from __future__ import annotations

import numpy as np
import pytest

from huaxiang.domain.errors import BadInput, UnknownName
from huaxiang.segments.prepare import prepare

RNG = np.random.default_rng(0)
A, B = RNG.random(300), RNG.random(300)
ALL = np.arange(300)


def test_features_that_say_nothing_are_left_out_with_the_reason() -> None:
    found = prepare({"a": A, "constant": np.ones(300), "unknown": np.full(300, np.nan), "twin": A * 3}, ALL)
    assert found.names == ("a",)
    assert {each.feature: each.reason_en for each in found.left_out} == {
        "constant": "everybody has the same value",
        "unknown": "nobody has a value",
        "twin": "says the same as a",
    }


def test_missing_values_are_counted() -> None:
    gaps = np.where(np.arange(300) < 30, np.nan, B)
    assert prepare({"a": A, "b": gaps}, ALL).n_missing == {"a": 0, "b": 30}


def test_what_others_foretell_weighs_more_than_what_stands_alone() -> None:
    together = A + 0.3 * B
    found = prepare({"a": A, "near": together, "alone": RNG.random(300)}, ALL)
    weights = dict(zip(found.names, found.weights.tolist(), strict=True))
    assert weights["a"] > 1.5 * weights["alone"]
    assert np.mean(found.weights**2) == pytest.approx(1.0, abs=1e-5)


def test_infinite_values_and_unknown_features_are_refused() -> None:
    with pytest.raises(BadInput, match="feature a: 1 people"):
        prepare({"a": np.append(A, np.inf)}, ALL)
    with pytest.raises(UnknownName, match="night_coefficient"):
        prepare({"night_coefficient": A}, ALL, only=("night_coeficient",))
