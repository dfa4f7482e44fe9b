"""Readings of texts that were read before: what people search for comes again and again."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

from huaxiang.domain.readings import TextReading
from huaxiang.tags.kit import ReadText

__all__ = ["RememberedReadings"]

_MOST = 100_000
_Known = dict[bytes, Sequence[TextReading]]


class RememberedReadings:
    """A reader that keeps its last answers by hash of what was read; the texts themselves are not kept."""

    def __init__(self, read: ReadText, *, most: int = _MOST) -> None:
        """Keeps `most` answers, and drops the older half of them when there are more."""
        self._read, self._most = read, most
        self._known: _Known = {}
        self._older: _Known = {}

    def __call__(self, text: str, kind: str, context: str | None) -> Sequence[TextReading]:
        """The readings of a text, as `Kit.read_text` gives them."""
        mark = blake2b(f"{kind}\x1f{context or ''}\x1f{text}".encode(), digest_size=16).digest()
        found = self._known.get(mark)
        if found is None:
            found = self._older.get(mark)
            if found is None:
                found = self._read(text, kind, context)
            self._keep(mark, found)
        return found

    def _keep(self, mark: bytes, found: Sequence[TextReading]) -> None:
        if len(self._known) >= self._most // 2:
            self._known, self._older = {}, self._known
        self._known[mark] = found
