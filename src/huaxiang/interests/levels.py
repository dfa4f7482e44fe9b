"""How thoroughly texts are read: `fast` with lexicon and linear models, `full` with an encoder where they doubt."""

from __future__ import annotations

import importlib

from huaxiang.domain.errors import UnknownName, UserError
from huaxiang.interests.encoded import load_encoded
from huaxiang.interests.encoders.base import Encoder

__all__ = ["LEVELS", "encoder_for", "open_encoder"]

LEVELS = ("fast", "full")
SHIPPED = "e5_small"
_ALONE = "reads with lexicon and linear models alone"
_NEEDED = {
    "onnxruntime": "encoder",
    "tokenizers": "encoder",
    "onnx": "encoder",
    "torch": "deep",
    "transformers": "deep",
}


def open_encoder(name: str = SHIPPED) -> Encoder:
    """The encoder of a name: `e5_small`, else a model of Hugging Face by its name or folder.

    Raises:
        UserError: What runs it or its weights are not installed, or there is no such model.
    """
    family, made = ("e5_small", "E5Small") if name == SHIPPED else ("huggingface", "HuggingFace")
    try:
        module = importlib.import_module(f"huaxiang.interests.encoders.{family}")
        encoder: Encoder = getattr(module, made)(*([] if name == SHIPPED else [name]))
    except ImportError as error:
        extra = _NEEDED.get(error.name or "", "encoder")
        raise UserError(f"the encoder {name} needs {error.name}: pip install 'huaxiang[{extra}]'") from error
    except OSError as error:
        raise UserError(f"the encoder {name} cannot be opened: {str(error).splitlines()[0]}") from error
    return encoder


def encoder_for(level: str, name: str = SHIPPED) -> tuple[Encoder | None, str | None]:
    """The encoder that a level reads with, and why there is none although it should have one.

    Raises:
        UnknownName: The level is not one of LEVELS.
    """
    if level not in LEVELS:
        raise UnknownName("level", level, LEVELS)
    if level == "fast":
        return None, None
    try:
        encoder = open_encoder(name)
    except UserError as error:
        return None, f"{_ALONE}: {error}"
    if encoder.name != load_encoded("categories").encoder:
        return None, f"{_ALONE}: nothing is fitted on the vectors of {name}; encoder = {SHIPPED!r} has it"
    return encoder, None
