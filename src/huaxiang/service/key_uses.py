"""When each key last opened the service, since it was started; keys that are not ours are never remembered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

from huaxiang.domain.instants import now
from huaxiang.service.keys import Key

__all__ = ["KeyUses"]


class KeyUses:
    """Last uses by hash of the key.

    Attributes:
        since: When the service began to take note, µs.
        last_used_at: Instant of the last use by SHA-256 of the key's text, µs.
    """

    def __init__(self, *, clock: Callable[[], int] = now) -> None:
        self._clock = clock
        self.since = clock()
        self.last_used_at: dict[str, int] = {}

    def note(self, keys: Sequence[Key], stated: Iterable[str]) -> None:
        """Notes that a request was let in that stated these keys."""
        if not keys:
            return
        known = {each.sha256 for each in keys}
        for text in stated:
            mark = sha256(text.encode()).hexdigest()
            if mark in known:
                self.last_used_at[mark] = self._clock()
