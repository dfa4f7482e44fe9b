from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

import pytest

from huaxiang.domain.errors import BadInput
from huaxiang.ingest.files import Hashes, find_files
from huaxiang.ingest.mapping import SourceSpec


def _spec(path: str) -> SourceSpec:
    return SourceSpec("s", "csv", path, "events")


def test_file_folder_and_glob_are_found_in_order(tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv", "c.txt.bak"):
        (tmp_path / name).write_text("x")
    assert find_files(_spec("a.csv"), tmp_path) == [tmp_path / "a.csv"]
    assert find_files(_spec("."), tmp_path) == [tmp_path / "a.csv", tmp_path / "b.csv"]
    assert find_files(_spec("*.csv"), tmp_path) == [tmp_path / "a.csv", tmp_path / "b.csv"]


def test_source_without_files_names_its_source(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="source 's' finds no file"):
        find_files(_spec("x*.csv"), tmp_path)


def test_changed_content_changes_the_hash_and_old_files_are_not_read_again(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"one")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    first = Hashes(tmp_path / "memory.json")
    assert first.sha256(path) == sha256(b"one").hexdigest()
    first.save()
    path.write_bytes(b"two")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    assert Hashes(tmp_path / "memory.json").sha256(path) == sha256(b"one").hexdigest()
    os.utime(path, (1_700_000_001, 1_700_000_001))
    assert Hashes(tmp_path / "memory.json").sha256(path) == sha256(b"two").hexdigest()
