"""How thoroughly texts are read: `fast` with lexicon and linear models, `full` with an encoder where they doubt."""

from __future__ import annotations

import importlib
from collections.abc import Callable

from huaxiang.domain.errors import UnknownName, UserError
from huaxiang.interests.encoded import EncoderLevel
from huaxiang.interests.encoded_fit import level_on
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
    except (OSError, ValueError) as error:
        raise UserError(f"the encoder {name} cannot be opened: {str(error).splitlines()[0]}") from error
    return encoder


def encoder_for(
    level: str, name: str = SHIPPED, *, progress: Callable[[str], None] = lambda _: None
) -> tuple[EncoderLevel | None, str | None]:
    """The encoder that a level reads with, and why there is none although it should have one.

    Args:
        progress: Told when something is fitted on the encoder first: of another one than the shipped, once.

    Raises:
        UnknownName: The level is not one of LEVELS.
    """
    if level not in LEVELS:
        raise UnknownName("level", level, LEVELS)
    if level == "fast":
        return None, None
    try:
        return level_on(open_encoder(name), progress=progress), None
    except UserError as error:
        return None, f"{_ALONE}: {error}"
