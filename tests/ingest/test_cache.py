from __future__ import annotations

from pathlib import Path

import pytest

from huaxiang.domain.errors import StorageError
from huaxiang.ingest import cache
from huaxiang.ingest.cache import IngestCache


def filled(folder: Path) -> IngestCache:
    for name in ("parts/a/rows.parquet", "sets/b/report.json", "files.json"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("M00", encoding="utf-8")
    return IngestCache(folder)


def test_one_person_is_enough_to_drop_everything(tmp_path: Path) -> None:
    assert filled(tmp_path / "cache").forget(["p_1"]) == 3
    assert not (tmp_path / "cache").exists()


def test_nobody_and_nothing_drop_nothing(tmp_path: Path) -> None:
    assert filled(tmp_path / "cache").forget([]) == 0
    assert (tmp_path / "cache" / "files.json").exists()
    assert IngestCache(tmp_path / "absent").forget(["p_1"]) == 0


def test_a_cache_that_cannot_be_dropped_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied")

    made = filled(tmp_path / "cache")
    monkeypatch.setattr(cache.shutil, "rmtree", refuse)
    with pytest.raises(StorageError, match="Permission denied"):
        made.forget(["p_1"])
