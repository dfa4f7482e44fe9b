"""The encoder level: shares by vectors, joined with the linear level's, of one encoder alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from huaxiang.domain.errors import ContractBroken
from huaxiang.interests.encoded import EncodedClasses, EncodedJoint, EncoderLevel, load_encoded
from huaxiang.interests.guesses import load_guesser
from huaxiang.interests.intent import INTENTS


class Letters:
    """An encoder of texts of a, b and others: counts calls."""

    name = "letters"
    dimension = 2

    def __init__(self) -> None:
        self.calls = 0

    def encode(self, text: str) -> np.ndarray:
        self.calls += 1
        return np.array([text.count("a"), text.count("b")], dtype=np.float32)


def model(weight: float = 1.0) -> EncodedClasses:
    weights = np.array([[2.0, 0.0], [0.0, 2.0]], dtype=np.float32)
    nothing = np.zeros(2, dtype=np.float32)
    return EncodedClasses("letters", ("A", "B"), nothing, weights, nothing, {"weight": weight})


def test_shares_of_a_vector_sum_to_one() -> None:
    assert float(np.exp(model().log_shares(np.array([1.0, 0.0], dtype=np.float32))).sum()) == pytest.approx(1.0)


def test_both_levels_speak() -> None:
    joint = EncodedJoint(Letters(), model(), ["B", "A"])
    even = np.array([0.5, 0.5], dtype=np.float32)
    assert joint.join("a", even)[1] > 0.8
    assert joint.join("a", np.array([0.999, 0.001], dtype=np.float32))[0] > 0.9
    assert float(joint.join("ab", even).sum()) == pytest.approx(1.0)


def test_without_weight_the_linear_level_stands() -> None:
    shares = np.array([0.3, 0.7], dtype=np.float32)
    assert EncodedJoint(Letters(), model(0.0), ["A", "B"]).join("a", shares) == pytest.approx(shares, abs=1e-6)


def test_a_class_that_the_encoder_does_not_know_is_unlikely() -> None:
    joint = EncodedJoint(Letters(), model(), ["A", "C"])
    assert joint.join("a", np.array([0.5, 0.5], dtype=np.float32))[0] > 0.99


def test_a_text_is_encoded_once() -> None:
    encoder = Letters()
    joint = EncodedJoint(encoder, model(), ["A", "B"])
    for _ in range(3):
        joint.join("a", np.array([0.5, 0.5], dtype=np.float32))
    assert encoder.calls == 1


def test_vectors_of_another_encoder_are_refused() -> None:
    other = Letters()
    other.name = "other"
    with pytest.raises(ContractBroken, match="letters"):
        EncodedJoint(other, model(), ["A", "B"])


def test_a_saved_model_gives_the_same(tmp_path: Path) -> None:
    model().save(tmp_path / "model.npz")
    again = EncodedClasses.load(tmp_path / "model.npz")
    vector = np.array([0.3, 0.1], dtype=np.float32)
    assert again.log_shares(vector).tolist() == model().log_shares(vector).tolist()


def test_weights_too_large_for_half_precision_are_kept_whole(tmp_path: Path) -> None:
    large = model()
    large.weights[0] = 3e6
    large.save(tmp_path / "model.npz")
    assert EncodedClasses.load(tmp_path / "model.npz").weights.tolist() == large.weights.tolist()


def test_a_level_joins_what_was_fitted() -> None:
    level = EncoderLevel(Letters(), model())
    assert level.join_intents(["A", "B"]) is None
    assert level.join_categories(["A", "B"]).join("a", np.array([0.5, 0.5], dtype=np.float32))[0] > 0.8
    both = EncoderLevel(Letters(), model(), model())
    assert both.join_intents(["A", "B"]) is not None


def test_the_shipped_ones_speak_of_the_classes_of_the_linear_level() -> None:
    assert set(load_encoded("intents").classes) == set(INTENTS)
    assert len(set(load_encoded("categories").classes) & set(load_guesser().shelves)) >= 300
