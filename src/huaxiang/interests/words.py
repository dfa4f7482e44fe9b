"""Words of a text: the best cover by lexicon forms, and where rjieba sees word boundaries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Generic, TypeVar

import rjieba

__all__ = ["PhraseIndex", "Segmenter"]

T = TypeVar("T")
_USER_WORD_FREQUENCY = 2000


def _is_latin(char: str) -> bool:
    return "a" <= char <= "z"


class PhraseIndex(Generic[T]):
    """Finds phrases in text: `cover` chooses non-overlapping ones, `find_all` gives every one."""

    def __init__(self, values: Mapping[str, T]) -> None:
        self._values = dict(values)
        lengths: dict[str, set[int]] = {}
        for phrase in self._values:
            lengths.setdefault(phrase[:2], set()).add(len(phrase))
        self._lengths = {start: tuple(sorted(sizes, reverse=True)) for start, sizes in lengths.items()}

    def cover(self, text: str) -> list[tuple[int, int, T]]:
        """The non-overlapping phrases (start, end, value) with the greatest sum of squared lengths, in order."""
        n = len(text)
        lengths, values = self._lengths, self._values
        best = [0] * (n + 1)
        taken: list[int] = [0] * n
        for i in range(n - 1, -1, -1):
            top = best[i + 1]
            sizes = lengths.get(text[i : i + 2])
            if sizes is not None:
                for size in sizes:
                    end = i + size
                    score = best[end] + size * size if end <= n else 0
                    if score > top and text[i:end] in values and _stands_alone(text, i, end):
                        top = score
                        taken[i] = size
            if best[i + 1] + 1 > top and text[i] in values and _stands_alone(text, i, i + 1):
                top = best[i + 1] + 1
                taken[i] = 1
            best[i] = top
        found, i = [], 0
        while i < n:
            size = taken[i]
            if size:
                found.append((i, i + size, values[text[i : i + size]]))
                i += size
            else:
                i += 1
        return found

    def find_all(self, text: str) -> list[tuple[int, int, T]]:
        """Every phrase (start, end, value) in the text, overlapping ones too, by start."""
        found, n = [], len(text)
        lengths, values = self._lengths, self._values
        for i in range(n):
            sizes = lengths.get(text[i : i + 2]) if i + 1 < n else None
            if sizes is not None:
                for size in sizes:
                    value = values.get(text[i : i + size])
                    if value is not None and i + size <= n:
                        found.append((i, i + size, value))
            value = values.get(text[i])
            if value is not None:
                found.append((i, i + 1, value))
        return found

    def longest_at(self, text: str, start: int) -> tuple[int, T] | None:
        """End and value of the longest phrase that begins at `start`; None when there is none."""
        for size in self._lengths.get(text[start : start + 2], ()):
            value = self._values.get(text[start : start + size])
            if value is not None and start + size <= len(text):
                return start + size, value
        return None


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether Latin letters or digits at the edges are not cut out of a longer run."""
    first, last = text[start], text[end - 1]
    if first < "\x7f" and start and _same_run(text[start - 1], first):
        return False
    return not (last < "\x7f" and end < len(text) and _same_run(last, text[end]))


def _same_run(left: str, right: str) -> bool:
    return (_is_latin(left) and _is_latin(right)) or (left.isdigit() and right.isdigit())


class Segmenter:
    """rjieba with the lexicon's words added, so that 有机燕麦奶 or 静音办公椅 stay whole."""

    def __init__(self, words: Iterable[str]) -> None:
        self._jieba = rjieba.Jieba()
        for word in words:
            if len(word) > 1:
                self._jieba.add_word(word, _USER_WORD_FREQUENCY, "n")

    def boundaries(self, text: str) -> set[int]:
        """The positions at which a word begins or ends, 0 and the text's length among them."""
        found, at = {0}, 0
        for word in self._jieba.cut(text):
            at += len(word)
            found.add(at)
        return found

    def cut(self, text: str) -> Sequence[str]:
        """The words of the text, in order; joined they give the text."""
        return list(self._jieba.cut(text))
