"""The encoder level on any encoder: fitted once, kept, fitted anew when words, encoder or file have changed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.hashing_encoder import HashingEncoder

from huaxiang.domain.errors import UserError
from huaxiang.interests.encoded import load_encoded
from huaxiang.interests.encoded_fit import Words, few_of_each, fit_softmax, fitted_on, level_on, words_of
from huaxiang.interests.lexicon import load_lexicon
from huaxiang.interests.taxonomy import load_taxonomy

SIGNS = "新旧大小红蓝白黑高低长短轻重软硬甜酸冷热"
KINDS = [f"{one}{other}" for one in SIGNS for other in SIGNS]
WORDS: Words = [
    (f"{kind}{thing}", f"{shelf}.{slug}")
    for shelf, things in {"pets.food": ["猫粮", "狗粮", "冻干"], "beauty.lips": ["口红", "唇釉", "唇膏"]}.items()
    for slug, thing in enumerate(things)
    for kind in KINDS
]


class Alike(HashingEncoder):
    """One vector for every text."""

    def encode(self, text: str) -> np.ndarray:
        return super().encode("")


def kept_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_it_is_fitted_once_and_then_kept(tmp_path: Path) -> None:
    told: list[str] = []
    first = fitted_on(HashingEncoder(), WORDS, cache=tmp_path, progress=told.append)
    assert told == ["fitting the categories on hashing-1, once: 2,400 words"]
    assert len(kept_files(tmp_path)) == 1
    again = HashingEncoder()
    second = fitted_on(again, WORDS, cache=tmp_path, progress=told.append)
    assert (again.calls, len(told)) == (0, 1)
    vector = HashingEncoder().encode("冻干猫粮")
    assert second.log_shares(vector).tolist() == first.log_shares(vector).tolist()


def test_words_that_it_has_not_seen_are_told_apart(tmp_path: Path) -> None:
    encoder = HashingEncoder()
    model = fitted_on(encoder, WORDS, cache=tmp_path)
    assert model.classes == ("beauty.lips", "pets.food")
    assert [int(model.log_shares(encoder.encode(word)).argmax()) for word in ("哑光唇釉", "全价狗粮")] == [0, 1]
    assert model.meta == {"weight": 0.3, "words": 2400}


def test_other_words_are_fitted_anew(tmp_path: Path) -> None:
    fitted_on(HashingEncoder(), WORDS, cache=tmp_path)
    encoder = HashingEncoder()
    model = fitted_on(encoder, [*WORDS, ("逗猫棒", "pets.toys.wands")], cache=tmp_path)
    assert encoder.calls == 2401
    assert "pets.toys" in model.classes
    assert len(kept_files(tmp_path)) == 2


@pytest.mark.parametrize("other", [HashingEncoder("hashing-2"), HashingEncoder(dimension=32)])
def test_another_encoder_is_fitted_anew(tmp_path: Path, other: HashingEncoder) -> None:
    fitted_on(HashingEncoder(), WORDS, cache=tmp_path)
    model = fitted_on(other, WORDS, cache=tmp_path)
    assert (other.calls, model.encoder, len(model.centre)) == (2400, other.name, other.dimension)


@pytest.mark.parametrize("damage", ["empty", "torn", "flipped", "no archive", "another's"])
def test_a_broken_file_is_fitted_anew(tmp_path: Path, damage: str) -> None:
    whole = fitted_on(HashingEncoder(), WORDS, cache=tmp_path)
    (path,) = kept_files(tmp_path)
    raw = path.read_bytes()
    fitted_on(HashingEncoder("other"), WORDS, cache=tmp_path / "beside")
    (foreign,) = kept_files(tmp_path / "beside")
    broken = {
        "empty": b"",
        "torn": raw[: len(raw) // 2],
        "flipped": raw[:400] + bytes(byte ^ 0xFF for byte in raw[400:500]) + raw[500:],
        "no archive": b"not an archive",
        "another's": foreign.read_bytes(),
    }
    path.write_bytes(broken[damage])
    encoder = HashingEncoder()
    model = fitted_on(encoder, WORDS, cache=tmp_path)
    assert encoder.calls == 2400
    assert (model.weights == whole.weights).all()
    assert path.read_bytes() != broken[damage]


def test_what_cannot_be_kept_is_used_and_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    told: list[str] = []
    model = fitted_on(HashingEncoder(), WORDS, cache=tmp_path / "file", progress=told.append)
    assert len(model.classes) == 2
    assert len(told) == 2
    assert "cannot write" in told[1]


def test_a_name_with_signs_of_paths_stays_in_the_folder(tmp_path: Path) -> None:
    fitted_on(HashingEncoder("../some/other: 猫"), WORDS, cache=tmp_path / "cache")
    (path,) = kept_files(tmp_path)
    assert path.parent.parent == tmp_path / "cache"


def test_vectors_that_say_nothing_are_a_mistake_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="all alike"):
        fitted_on(Alike(), WORDS, cache=tmp_path)
    with pytest.raises(UserError, match="no numbers"):
        fit_softmax(np.full((4, 3), np.nan, dtype=np.float32), ["a", "b", "a", "b"], "broken")


def test_vectors_that_are_nearly_alike_are_fitted() -> None:
    encoder = HashingEncoder()
    vectors = np.array([encoder.encode(word) for word, _ in WORDS]) * np.float32(1e-6)
    classes = [key.split(".")[0] for _, key in WORDS]
    model = fit_softmax(vectors, classes, encoder.name)
    found = [model.classes[int(model.log_shares(vector).argmax())] for vector in vectors]
    assert np.isfinite(model.weights).all()
    assert np.mean([one == other for one, other in zip(found, classes, strict=True)]) > 0.9


def test_a_word_of_several_meanings_is_not_fitted_on() -> None:
    words = words_of(load_lexicon(load_taxonomy()))
    assert words == words_of(load_lexicon(load_taxonomy()))
    meanings = dict(words)
    assert len(meanings) == len(words)
    assert "苹果" not in meanings
    assert meanings["马克杯"] == "kitchen.cups.mug"
    assert 20_000 < len(few_of_each(words)) < 30_000


def test_the_shipped_encoder_has_what_is_shipped() -> None:
    encoder = HashingEncoder(load_encoded("categories").encoder)
    level = level_on(encoder)
    assert encoder.calls == 0
    assert level.categories is load_encoded("categories")
    assert level.intents is load_encoded("intents")
