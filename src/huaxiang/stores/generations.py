"""Generations of the store: one file a build, one pointer that says which is current."""

from __future__ import annotations

import os
from pathlib import Path

from huaxiang.domain.errors import ProjectMissing, StorageError

__all__ = ["Generations"]


class Generations:
    """The generations under `folder`: `<run_id>.sqlite` files and the pointer `current`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._pointer = folder / "current"

    def path(self, run_id: str) -> Path:
        """File of a generation."""
        return self.folder / f"{run_id}.sqlite"

    def current(self) -> str | None:
        """Run id of the current generation; None when there was no build."""
        try:
            run_id = self._pointer.read_text().strip()
        except FileNotFoundError:
            return None
        return run_id if run_id and self.path(run_id).exists() else None

    def current_path(self) -> Path:
        """File of the current generation.

        Raises:
            ProjectMissing: There was no build.
        """
        run_id = self.current()
        if run_id is None:
            raise ProjectMissing(f"{self.folder.parent.parent}: not built yet: run `huaxiang build` first")
        return self.path(run_id)

    def switch(self, run_id: str) -> None:
        """Makes a generation the current one; readers see the old one or the new one, nothing between."""
        partial = self.folder / "current.partial"
        try:
            with partial.open("w") as file:
                file.write(run_id)
                file.flush()
                os.fsync(file.fileno())
            partial.replace(self._pointer)
        except OSError as error:
            raise StorageError(f"{self._pointer}: cannot switch: {error.strerror or error}") from error

    def prune(self, *, keep: int = 2) -> None:
        """Removes generations but the current one and the newest others."""
        current = self.current()
        names = sorted((path.stem for path in self.folder.glob("*.sqlite")), reverse=True)
        for name in [name for name in names if name != current][max(keep - 1, 0) :]:
            for path in self.folder.glob(f"{name}.sqlite*"):
                path.unlink(missing_ok=True)
