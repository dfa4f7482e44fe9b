from __future__ import annotations

import os
import zipfile
from hashlib import sha256
from pathlib import Path

import openpyxl
import pytest

from huaxiang.domain.errors import BadInput
from huaxiang.ingest.files import Hashes, find_files
from huaxiang.ingest.mapping import Format, SourceSpec


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


def test_packed_files_and_members_of_archives_are_found_and_litter_is_not(tmp_path: Path) -> None:
    for name in ("a.CSV", "b.tsv.gz", "~$c.csv", ".d.csv", "e.json"):
        (tmp_path / name).write_text("x")
    with zipfile.ZipFile(tmp_path / "f.zip", "w") as archive:
        for name in ("2024.csv", "2025.csv", "__MACOSX/._2025.csv", "notes.md"):
            archive.writestr(name, "x")
    archive_path = tmp_path / "f.zip"
    found = [tmp_path / "a.CSV", tmp_path / "b.tsv.gz", archive_path / "2024.csv", archive_path / "2025.csv"]
    assert find_files(_spec("."), tmp_path) == found
    assert find_files(_spec("f.zip"), tmp_path) == found[2:]
    one = SourceSpec("s", "csv", "f.zip", "events", format=Format(member="*5.csv"))
    assert find_files(one, tmp_path) == [archive_path / "2025.csv"]
    none = SourceSpec("s", "csv", "f.zip", "events", format=Format(member="x.csv"))
    with pytest.raises(BadInput, match=r"holds no file 'x\.csv'; it has: 2024\.csv, 2025\.csv, notes\.md"):
        find_files(none, tmp_path)
    hashes = Hashes(tmp_path / "memory.json")
    assert hashes.sha256(found[2]) != hashes.sha256(found[3])


def test_sheets_alike_are_files_of_one_source(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for name in ("2024", "2025", "说明"):
        book.create_sheet(name).append(["a", "b"])
    book.save(tmp_path / "a.xlsx")
    spec = SourceSpec("s", "excel", "a.xlsx", "events", format=Format(sheet="20*"))
    assert find_files(spec, tmp_path) == [tmp_path / "a.xlsx" / "2024", tmp_path / "a.xlsx" / "2025"]


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
