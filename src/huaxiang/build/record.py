"""The run manifest: what a build read, did and wrote, with order-free hashes of its tables."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from huaxiang.domain.tables import table
from huaxiang.engines.base import Session
from huaxiang.engines.lake import Lake

if sys.platform != "win32":
    import resource

__all__ = ["Stages", "table_hashes"]


@dataclass(slots=True)
class Stages:
    """Stages of a run: rows in and out, rejects by reason, seconds, peak memory in MB."""

    stages: dict[str, dict[str, Any]] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[dict[str, Any]]:
        """Times a stage; the caller fills in rows_in, rows_out and rejects."""
        entry: dict[str, Any] = {"rows_in": 0, "rows_out": 0, "rejects": {}}
        start = time.monotonic()
        yield entry
        entry["seconds"] = round(time.monotonic() - start, 3)
        entry["peak_mb"] = peak_mb()
        self.stages[name] = entry


def peak_mb() -> int:
    """Greatest resident memory of this process so far, in MB; 0 on Windows, which does not say."""
    if sys.platform == "win32":
        return 0
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // unit


def table_hashes(lake: Lake, session: Session, names: list[str]) -> dict[str, dict[str, Any]]:
    """Rows and order-free content hash of tables, run ids left out: the sum of the rows' hashes modulo 2**64."""
    found = {}
    for name in names:
        files = lake.files(name)
        columns = [column for column in table(name).names if column != "run_id"]
        rows, digest = session.fingerprint(files, columns=columns) if files else (0, "0" * 16)
        found[name] = {"rows": rows, "hash": digest}
    return found
