"""Any encoder of Hugging Face, by name or folder: the mean of its last layer over the pieces of a text."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from transformers import AutoModel, AutoTokenizer

from huaxiang.domain.ids import content_id
from huaxiang.interests.encoders.base import Vector

__all__ = ["HuggingFace"]

_LONGEST = 512


class HuggingFace:
    """An encoder that `transformers` can open; slower than the shipped one, with whatever languages it knows."""

    def __init__(self, model: str | Path, *, prefix: str = "") -> None:
        """Opens a model.

        Args:
            model: Name on the hub, if that can be reached, or a folder.
            prefix: Put before each text, as the model's card says ("query: " for the family of E5).
        """
        self._tokens = AutoTokenizer.from_pretrained(str(model))
        self._network = AutoModel.from_pretrained(str(model)).eval()
        self._prefix = prefix
        self.name = f"huggingface-{Path(str(model)).resolve().name}-{self._sign(model)}"
        self.dimension = int(self._network.config.hidden_size)

    def encode(self, text: str) -> Vector:
        """The vector of a text, shape (dimension,), unit length."""
        pieces = self._tokens(self._prefix + text, truncation=True, max_length=_LONGEST, return_tensors="pt")
        with torch.inference_mode():
            hidden = self._network(**pieces).last_hidden_state[0]
        pooled: Vector = hidden.mean(dim=0).numpy().astype(np.float32)
        return pooled / np.float32(np.sqrt((pooled * pooled).sum()))

    def _sign(self, model: str | Path) -> str:
        """What tells these weights from others of the same name: the folder's files, or the commit on the hub."""
        if not Path(str(model)).is_dir():
            return content_id(str(model), getattr(self._network.config, "_commit_hash", None), self._prefix)[:12]
        files = sorted((path.name, path.stat()) for path in Path(str(model)).iterdir() if path.is_file())
        return content_id([(name, stat.st_size, stat.st_mtime_ns) for name, stat in files], self._prefix)[:12]
