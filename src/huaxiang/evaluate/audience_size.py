"""How much memory bitmaps of people take: written to a file, and loaded again by a fresh process that says so."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import numpy as np
from pyroaring import BitMap

from huaxiang.audiences.bitmaps import PeopleBitmaps

__all__ = ["loaded", "written"]

_LENGTH = 8


def written(bitmaps: PeopleBitmaps, path: Path) -> dict[str, int]:
    """Writes every bitmap and all scores to a file; returns the bytes of each kind."""
    sizes = {"bitmaps": 0, "scores": 0}
    with path.open("wb") as file:
        for part in bitmaps.parts():
            body = part.serialize()
            file.write(len(body).to_bytes(_LENGTH, "little") + body)
            sizes["bitmaps"] += len(body)
        sizes["scores"] = bitmaps.score_bytes
        file.write((0).to_bytes(_LENGTH, "little") + sizes["scores"].to_bytes(_LENGTH, "little"))
    return sizes


def loaded(path: Path) -> tuple[int, int, float]:
    """Bytes by which this process grows when it loads the bitmaps of a file, and then the scores; and seconds."""
    at_first, began = _resident(), time.perf_counter()
    with path.open("rb") as file:
        kept = []
        while length := int.from_bytes(file.read(_LENGTH), "little"):
            kept.append(BitMap.deserialize(file.read(length)))
        with_bitmaps = _resident()
        scores = np.ones(int.from_bytes(file.read(_LENGTH), "little"), dtype=np.uint8)
    with_scores = _resident() if kept or scores.size else at_first
    return with_bitmaps - at_first, with_scores - with_bitmaps, time.perf_counter() - began


def _resident() -> int:
    fields = Path("/proc/self/statm").read_text(encoding="ascii").split()
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    print(*loaded(Path(sys.argv[1])))  # noqa: T201
