from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np

from huaxiang.audiences.bitmaps import PeopleBitmaps
from huaxiang.audiences.tag_bits import Cell
from huaxiang.evaluate.audience_size import loaded, written
from huaxiang.stores.base import Meta


def test_what_is_written_is_loaded_and_its_memory_told(tmp_path: Path) -> None:
    bitmaps = PeopleBitmaps(Meta("run", 0, 0, 0), ["p_a"])
    numbers = np.arange(0, 60_000_000, 60, dtype=np.uint32)
    scores = (numbers // 60 % 1_000).astype(np.uint16)
    bitmaps.load_tag("fact.a", {Cell(None, None): (numbers, scores)})
    sizes = written(bitmaps, tmp_path / "file")
    assert sizes["scores"] >= 2_000_000
    assert 2_000_000 < sizes["bitmaps"] < 2_200_000
    assert loaded(tmp_path / "file")[2] > 0
    command = [sys.executable, "-m", "huaxiang.evaluate.audience_size", str(tmp_path / "file")]
    resident, scores, _ = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert 1_000_000 < int(resident) < 5_000_000
    assert 1_500_000 < int(scores) < 3_000_000
