from __future__ import annotations

from pathlib import Path

import pytest

from huaxiang.audiences.saved import SavedAudience, read_audiences, save_audience
from huaxiang.domain.errors import ConfigurationError


def test_what_was_saved_is_read_by_name(tmp_path: Path) -> None:
    path = tmp_path / "audiences.yaml"
    for name, expression in (("老客", "tag(a)"), ("新客", "tag(b)"), ("老客", "tag(c)")):
        save_audience(path, SavedAudience(name, expression))
    assert read_audiences(path) == [SavedAudience("新客", "tag(b)"), SavedAudience("老客", "tag(c)")]


def test_without_a_file_there_are_none(tmp_path: Path) -> None:
    assert read_audiences(tmp_path / "audiences.yaml") == []


def test_an_insulting_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="穷人"):
        save_audience(tmp_path / "audiences.yaml", SavedAudience("穷人", "tag(a)"))


@pytest.mark.parametrize("text", ["a: 1", "- name: x", "- [", "- 5"])
def test_a_file_that_people_broke_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "audiences.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"audiences\.yaml"):
        read_audiences(path)
