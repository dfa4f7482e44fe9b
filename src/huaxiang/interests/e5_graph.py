"""The encoder's network as ONNX: BERT with mean pooling and unit length, in float32 or with int8 weights."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from onnx import ModelProto, TensorProto, helper, numpy_helper, save_model
from onnxruntime.quantization import QuantType, quantize_dynamic

from huaxiang.interests.e5_weights import E5Weights

__all__ = ["build_graph", "write_quantised"]

_OPSET = 17
_IR_VERSION = 10
_NOTHING_TO_PREPARE = {"onnx.quant.pre_process": "onnxruntime.quant"}


class _Graph:
    """Nodes and constants of a graph, named one after the other."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def constant(self, values: npt.ArrayLike, name: str) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def add(self, kind: str, *inputs: str, **attributes: Any) -> str:
        name = f"{kind.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], name=name, **attributes))
        return name

    def linear(self, x: str, weights: E5Weights, name: str) -> str:
        """The product x @ W.T + b for a weight stored (out, in)."""
        product = self.add("MatMul", x, self.constant(weights.tensors[f"{name}.w"].T, f"{name}.w"))
        return self.add("Add", product, self.constant(weights.tensors[f"{name}.b"], f"{name}.b"))

    def norm(self, x: str, weights: E5Weights, name: str) -> str:
        scale = self.constant(weights.tensors[f"{name}.w"], f"{name}.w")
        bias = self.constant(weights.tensors[f"{name}.b"], f"{name}.b")
        return self.add("LayerNormalization", x, scale, bias, axis=-1, epsilon=weights.epsilon)


def build_graph(weights: E5Weights) -> ModelProto:
    """The network from `ids`, int64 (1, n), to `vector`, of unit length, shape (1, dimension).

    Its other output `middle`, shape (1, n, dimension), is what layer 8 gives of each piece: what a parser may read.
    """
    graph = _Graph()
    x = _embed(graph, weights)
    middle = x
    for layer in range(weights.n_layers):
        x = _layer(graph, weights, x, f"l{layer}")
        middle = x if layer == _MIDDLE - 1 else middle
    pooled = graph.add("ReduceMean", x, axes=[1], keepdims=0)
    length = graph.add("ReduceL2", pooled, axes=[1], keepdims=1)
    graph.nodes.append(helper.make_node("Div", [pooled, length], ["vector"], name="vector"))
    graph.nodes.append(helper.make_node("Identity", [middle], ["middle"], name="middle"))
    size = weights.dimension
    return helper.make_model(
        helper.make_graph(
            graph.nodes,
            "e5-small",
            [helper.make_tensor_value_info("ids", TensorProto.INT64, [1, "n"])],
            [
                helper.make_tensor_value_info("vector", TensorProto.FLOAT, [1, size]),
                helper.make_tensor_value_info("middle", TensorProto.FLOAT, [1, "n", size]),
            ],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", _OPSET)],
        ir_version=_IR_VERSION,
        producer_name="huaxiang",
    )


_MIDDLE = 8


def _embed(graph: _Graph, weights: E5Weights) -> str:
    words = graph.add("Gather", graph.constant(weights.tensors["emb.word"], "emb.word"), "ids")
    places = weights.tensors["emb.pos"] + weights.tensors["emb.type"][0]
    shape = graph.add("Shape", "ids")
    n = graph.add("Gather", shape, graph.constant(np.array([1]), "axis.n"))
    zero, axes = graph.constant(np.array([0]), "zero"), graph.constant(np.array([0]), "axis.places")
    place = graph.add("Slice", graph.constant(places, "emb.place"), zero, n, axes)
    return graph.norm(graph.add("Add", words, place), weights, "emb.ln")


def _layer(graph: _Graph, weights: E5Weights, x: str, name: str) -> str:
    """One layer after Vaswani et al. 2017, normalised after each half as in BERT (Devlin et al. 2019)."""
    head = weights.dimension // weights.n_heads
    split = graph.constant(np.array([0, 0, weights.n_heads, head]), f"{name}.split")
    query, key, value = (graph.add("Reshape", graph.linear(x, weights, f"{name}.{part}"), split) for part in "qkv")
    query = graph.add("Transpose", query, perm=[0, 2, 1, 3])
    key = graph.add("Transpose", key, perm=[0, 2, 3, 1])
    value = graph.add("Transpose", value, perm=[0, 2, 1, 3])
    scale = graph.constant(np.float32(head**-0.5), f"{name}.scale")
    share = graph.add("Softmax", graph.add("Mul", graph.add("MatMul", query, key), scale), axis=-1)
    mixed = graph.add("Transpose", graph.add("MatMul", share, value), perm=[0, 2, 1, 3])
    joined = graph.add("Reshape", mixed, graph.constant(np.array([0, 0, weights.dimension]), f"{name}.join"))
    x = graph.norm(graph.add("Add", x, graph.linear(joined, weights, f"{name}.ao")), weights, f"{name}.aln")
    inner = graph.linear(x, weights, f"{name}.fi")
    half = graph.add("Mul", inner, graph.constant(np.float32(2**-0.5), f"{name}.root"))
    grown = graph.add("Add", graph.add("Erf", half), graph.constant(np.float32(1), f"{name}.one"))
    gelu = graph.add("Mul", graph.add("Mul", inner, grown), graph.constant(np.float32(0.5), f"{name}.half"))
    return graph.norm(graph.add("Add", x, graph.linear(gelu, weights, f"{name}.fo")), weights, f"{name}.oln")


def write_quantised(weights: E5Weights, path: Path) -> None:
    """Writes the network with int8 weights, about 61 MB; only a whole file ever stands at `path`."""
    with tempfile.TemporaryDirectory(dir=path.parent) as scratch:
        plain, small = Path(scratch) / "plain.onnx", Path(scratch) / "int8.onnx"
        network = build_graph(weights)
        helper.set_model_props(network, _NOTHING_TO_PREPARE)
        save_model(network, str(plain))
        quantize_dynamic(
            plain, small, per_channel=True, weight_type=QuantType.QInt8, op_types_to_quantize=["MatMul", "Gather"],
        )  # fmt: skip
        small.replace(path)
