"""Text in the one form the lexicon is written in, with a map back to the text as given."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

__all__ = ["Normalised", "normalise"]

_REPEATED = re.compile(r"([^\x00-\x7f]|[!?.~])\1{2,}")
_DROPPED = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+")
_KEPT_REPEATS = 2


@dataclass(frozen=True, slots=True)
class Normalised:
    """`text` in lexicon form; `offsets[i]` is where its character i stands in `original`, None when at i."""

    original: str
    text: str
    offsets: tuple[int, ...] | None

    def start(self, index: int) -> int:
        """Where the character stands in the text as given, in code points."""
        return index if self.offsets is None else self.offsets[index]

    def end(self, index: int) -> int:
        """The end (exclusive) in the text as given of a span that ends before `index`, above 0."""
        return index if self.offsets is None else self.offsets[index - 1] + 1


def normalise(text: str) -> Normalised:
    """Half width, lower case, simplified, no invisible characters, a run of one character cut to two.

    >>> normalise("ＢＢ霜好好好好用").text
    'bb霜好好用'
    """
    plain = text.translate(_table())
    if _DROPPED.search(plain) is None and _REPEATED.search(plain) is None:
        return Normalised(text, plain, None)
    kept = list(range(len(plain)))
    for match in _DROPPED.finditer(plain):
        kept[match.start() : match.end()] = [-1] * (match.end() - match.start())
    kept = [index for index in kept if index >= 0]
    plain = "".join([plain[index] for index in kept])
    pieces, offsets, last = [], [], 0
    for match in _REPEATED.finditer(plain):
        stop = match.start() + _KEPT_REPEATS
        pieces.append(plain[last:stop])
        offsets.extend(kept[last:stop])
        last = match.end()
    pieces.append(plain[last:])
    offsets.extend(kept[last:])
    return Normalised(text, "".join(pieces), tuple(offsets))


@cache
def _table() -> Mapping[int, int]:
    """One character for one: full width to half, A-Z to a-z, traditional to simplified."""
    table = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xA0: 0x20}
    table |= {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
    table |= {code: code - 0xFEE0 + 32 for code in range(ord("Ａ"), ord("Ｚ") + 1)}
    shipped = resources.files("huaxiang.interests").joinpath("lexicon/traditional.tsv").read_text(encoding="utf-8")
    for line in shipped.splitlines():
        if line and not line.startswith("#"):
            traditional, _, simplified = line.partition("\t")
            table[ord(traditional)] = ord(simplified)
    return MappingProxyType(table)
