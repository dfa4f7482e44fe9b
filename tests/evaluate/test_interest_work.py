"""Work measured for figures of interests: texts of the stated length, no two alike."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from huaxiang.domain.errors import UnknownName
from huaxiang.evaluate.interest_work import WORK, main, texts_of


def test_texts_are_of_the_stated_length_and_kind_and_differ(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUAXIANG_DATA", str(tmp_path))
    texts, what = texts_of(500)
    assert len({text for _, text in texts}) == len(texts) == 500
    assert all(12 <= len(text) <= 30 for _, text in texts)
    assert Counter(kind for kind, _ in texts) == {"search": 150, "review": 350}
    assert "simulator" in what


def test_unknown_work_is_named() -> None:
    with pytest.raises(UnknownName):
        main(["nothing", "1"])
    assert set(WORK) == {"fast", "full", "encoder", "jieba"}


def test_it_prints_texts_a_second(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fast", "50"]) == 0
    assert float(capsys.readouterr().out) > 0
