"""The cache of ingest: raw rows read before, kept by file and not by person."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from huaxiang.domain.errors import StorageError

__all__ = ["IngestCache"]


class IngestCache:
    """What ingest keeps between runs under one folder; the next build makes it again from the sources."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def forget(self, person_ids: Sequence[str]) -> int:
        """Drops the whole cache when anyone is to be forgotten, for a part holds rows of many people.

        Returns:
            Number of files dropped.

        Raises:
            StorageError: It could not be dropped.
        """
        if not person_ids or not self.folder.exists():
            return 0
        files = sum(path.is_file() for path in self.folder.rglob("*"))
        try:
            shutil.rmtree(self.folder)
        except OSError as error:
            raise StorageError(f"{self.folder}: cannot drop the cache: {error.strerror or error}") from error
        return files
