"""The network as ONNX agrees with the layers computed one after the other, and with int8 weights nearly so."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from huaxiang.interests.e5_weights import E5Weights, Vocabulary

graph = pytest.importorskip("huaxiang.interests.e5_graph", reason="onnx is not installed: pip install '.[encoder]'")
onnxruntime = pytest.importorskip("onnxruntime", reason="onnxruntime is not installed: pip install '.[encoder]'")
SIZE, HEADS, INNER, LAYERS = 32, 4, 64, 9


@pytest.fixture(scope="module")
def weights() -> E5Weights:
    rng = np.random.default_rng(5)

    def draw(*shape: int) -> np.ndarray:
        return rng.normal(0, 0.2, shape).astype(np.float32)

    tensors = {"emb.word": draw(50, SIZE), "emb.pos": draw(40, SIZE), "emb.type": draw(2, SIZE)}
    tensors |= {"emb.ln.w": 1 + draw(SIZE), "emb.ln.b": draw(SIZE)}
    for layer in range(LAYERS):
        name = f"l{layer}"
        for part in ("q", "k", "v", "ao"):
            tensors |= {f"{name}.{part}.w": draw(SIZE, SIZE), f"{name}.{part}.b": draw(SIZE)}
        tensors |= {f"{name}.fi.w": draw(INNER, SIZE), f"{name}.fi.b": draw(INNER)}
        tensors |= {f"{name}.fo.w": draw(SIZE, INNER), f"{name}.fo.b": draw(SIZE)}
        for norm in ("aln", "oln"):
            tensors |= {f"{name}.{norm}.w": 1 + draw(SIZE), f"{name}.{norm}.b": draw(SIZE)}
    vocabulary = Vocabulary(("a",) * 50, (0.0,) * 50, tuple(range(50)), 0, 2, 1, 3, {})
    return E5Weights(SIZE, LAYERS, HEADS, 1e-12, vocabulary, tensors)


def norm(x: np.ndarray, weights: E5Weights, name: str) -> np.ndarray:
    centred = x - x.mean(axis=-1, keepdims=True)
    spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + 1e-12)
    return centred / spread * weights.tensors[f"{name}.w"] + weights.tensors[f"{name}.b"]


def expected(weights: E5Weights, ids: list[int]) -> np.ndarray:
    t = weights.tensors
    erf = np.vectorize(__import__("math").erf)
    x = norm(t["emb.word"][ids] + t["emb.pos"][: len(ids)] + t["emb.type"][0], weights, "emb.ln")
    for layer in range(LAYERS):
        name = f"l{layer}"
        q, k, v = (x @ t[f"{name}.{part}.w"].T + t[f"{name}.{part}.b"] for part in "qkv")
        heads = []
        for head in range(HEADS):
            at = slice(head * SIZE // HEADS, (head + 1) * SIZE // HEADS)
            score = q[:, at] @ k[:, at].T / np.sqrt(SIZE / HEADS)
            share = np.exp(score - score.max(axis=1, keepdims=True))
            heads.append(share / share.sum(axis=1, keepdims=True) @ v[:, at])
        mixed = np.concatenate(heads, axis=1) @ t[f"{name}.ao.w"].T + t[f"{name}.ao.b"]
        x = norm(x + mixed, weights, f"{name}.aln")
        inner = x @ t[f"{name}.fi.w"].T + t[f"{name}.fi.b"]
        inner = inner * 0.5 * (1 + erf(inner / np.sqrt(2)))
        x = norm(x + inner @ t[f"{name}.fo.w"].T + t[f"{name}.fo.b"], weights, f"{name}.oln")
    pooled = x.mean(axis=0)
    return pooled / np.sqrt((pooled**2).sum())


@pytest.mark.parametrize("ids", [[0, 2], [0, 7, 9, 9, 30, 2], list(range(40))])
def test_the_graph_is_the_network(weights: E5Weights, ids: list[int]) -> None:
    session = onnxruntime.InferenceSession(graph.build_graph(weights).SerializeToString())
    vector, middle = session.run(["vector", "middle"], {"ids": np.array([ids])})
    assert vector[0] == pytest.approx(expected(weights, ids), abs=1e-4)
    assert middle.shape == (1, len(ids), SIZE)


def test_int8_weights_say_nearly_the_same_and_nothing_else_is_left(weights: E5Weights, tmp_path: Path) -> None:
    graph.write_quantised(weights, tmp_path / "model.onnx")
    session = onnxruntime.InferenceSession(str(tmp_path / "model.onnx"))
    (vector,) = session.run(["vector"], {"ids": np.array([[0, 7, 9, 30, 2]])})
    assert float(vector[0] @ expected(weights, [0, 7, 9, 30, 2])) > 0.95
    assert [path.name for path in tmp_path.iterdir()] == ["model.onnx"]
