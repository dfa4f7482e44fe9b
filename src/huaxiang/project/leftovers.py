"""What builds leave behind when they fail or are killed, and how it is taken away."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from huaxiang.project.opening import Project

__all__ = ["discard", "sweep"]


def discard(project: Project, run_id: str) -> None:
    """Takes away everything of a run that did not become current."""
    if project.generations.current() == run_id:
        return
    derived = project.derived
    project.generations.drop(run_id)
    for path in project.ledger.glob(f"*.{run_id}*"):
        path.unlink(missing_ok=True)
    for folder in ("lake", "runs", "spill"):
        shutil.rmtree(derived / folder / run_id, ignore_errors=True)
    for path in (derived / "models").glob(f"*/{run_id}*"):
        shutil.rmtree(path, ignore_errors=True)


def sweep(project: Project) -> list[str]:
    """Takes away what killed builds left, and ends what one of them had begun to write into the ledger.

    Call it under the build lock. Run ids rise with time, so that every run later than the current one never became
    current; nor did a run without a manifest.

    Returns:
        Run ids that were taken away.
    """
    current = project.generations.current()
    project.history.settle(current)
    derived = project.derived
    known = set(project.generations.names())
    known |= {path.name for folder in ("lake", "runs", "spill") for path in (derived / folder).glob("*Z-*")}
    known |= {path.name.removesuffix(".partial") for path in (derived / "models").glob("*/*Z-*")}
    orphans = sorted(each for each in known if _is_orphan(each, current, derived))
    for run_id in orphans:
        discard(project, run_id)
    return orphans


def _is_orphan(run_id: str, current: str | None, derived: Path) -> bool:
    if run_id == current:
        return False
    return current is None or run_id > current or not (derived / "runs" / run_id / "run.json").exists()
