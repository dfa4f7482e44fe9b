"""The linear level: n-grams, margins, one byte a weight, a file without pickle."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaxiang.domain.errors import ContractBroken
from huaxiang.interests.linear import LinearModel, n_grams


@pytest.fixture
def model() -> LinearModel:
    weights = np.array([[1.0, -1.0], [-2.0, 2.0], [0.5, 0.0]], dtype=np.float32)
    rarity, bias = {"口红": 1.0, "洗发": 1.0, "色": 2.0}, np.array([0.0, 0.1], dtype=np.float32)
    return LinearModel.of(["lips", "hair"], rarity, weights, bias, texts=3, temperature=2.0)


@pytest.mark.parametrize(("text", "best"), [("口红", "lips"), ("洗发", "hair"), ("口红 色", "lips")])
def test_the_class_of_the_known_runs_wins(model: LinearModel, text: str, best: str) -> None:
    assert model.classes[int(model.score(text).argmax())] == best


def test_a_text_without_known_runs_has_the_bias_alone(model: LinearModel) -> None:
    assert model.score("?").tolist() == model.bias.tolist()


def test_margins_are_those_of_plain_weights(model: LinearModel) -> None:
    values = np.array([1.0, 2.0]) / np.sqrt(5.0)
    plain = values[0] * np.array([1.0, -1.0]) + values[1] * np.array([0.5, 0.0]) + model.bias
    assert model.score("口红色") == pytest.approx(plain, abs=0.02)


def test_a_saved_model_gives_the_same(model: LinearModel, tmp_path: Path) -> None:
    model.save(tmp_path / "model.npz")
    again = LinearModel.load(tmp_path / "model.npz")
    assert (again.classes, again.meta) == (model.classes, model.meta)
    assert again.score("口红色").tolist() == model.score("口红色").tolist()


def test_arrays_of_other_models_are_refused(model: LinearModel, tmp_path: Path) -> None:
    model.save(tmp_path / "model.npz")
    with np.load(tmp_path / "model.npz") as arrays:
        np.savez(tmp_path / "mixed.npz", **{**arrays, "weights": arrays["weights"][:1]})
    with pytest.raises(ContractBroken, match="3 runs"):
        LinearModel.load(tmp_path / "mixed.npz")


@given(st.text(max_size=40))
def test_runs_are_parts_of_the_text(text: str) -> None:
    assert all(run.strip("^$") in text or run in text or run[1:] in text or run[:-1] in text for run in n_grams(text))


def test_long_texts_are_read_from_their_first_200_characters(model: LinearModel) -> None:
    assert model.score("x" * 300 + "口红").tolist() == model.bias.tolist()


def test_shares_are_of_margins_at_the_temperature(model: LinearModel) -> None:
    lips, hair = model.score("口红").tolist()
    assert model.shares("口红")[0] == pytest.approx(1 / (1 + np.exp(2.0 * (hair - lips))), abs=1e-4)
    assert float(model.shares("").sum()) == pytest.approx(1.0)
