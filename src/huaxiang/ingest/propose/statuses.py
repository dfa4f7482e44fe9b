"""What the status words of orders mean, in the words of shops and platforms."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from importlib.resources import files

import yaml

from huaxiang.ingest.propose.names import normalise

__all__ = ["status_of", "status_share"]


_NOT = frozenset({"not", "no", "non", "un", "nicht", "kein", "nao", "pas", "не", "nie", "without", "degil"})


@functools.cache
def _meanings() -> dict[str, str]:
    text = (files("huaxiang.ingest.propose") / "meanings.yaml").read_text(encoding="utf-8")
    statuses = yaml.safe_load(text)["statuses"]
    return {normalise(str(word)): status for status, words in statuses.items() for word in words}


def status_of(raw: str) -> str | None:
    """The canonical status of a shop's word, None when it is unknown.

    >>> status_of("交易成功"), status_of("Canceled"), status_of("foo")
    ('completed', 'cancelled', None)
    """
    plain = normalise(raw)
    if plain in _meanings():
        return _meanings()[plain]
    for word, status in _meanings().items():
        if len(word) > 2 and not word.isascii() and word in plain:
            return status
    words = plain.split()
    found = {_meanings()[word] for word in words if word in _meanings()}
    return found.pop() if len(found) == 1 and not _NOT & set(words) else None


def status_share(top: Iterable[tuple[str, int]]) -> float:
    """Share of the rows whose value is a known status word, 0..1."""
    rows = [(rows, status_of(value) is not None) for value, rows in top]
    total = sum(n for n, _ in rows)
    return sum(n for n, is_known in rows if is_known) / total if total else 0.0
