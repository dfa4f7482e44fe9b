"""What the values of a behaviour column mean: by their words, else by how often each comes and what it follows."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files

import yaml

from huaxiang.domain.event_names import EVENT_NAMES
from huaxiang.ingest.commerce import event_name
from huaxiang.ingest.propose.names import normalise

__all__ = ["Meaning", "behaviour_share", "meaning_of_word", "meanings"]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one raw value means.

    Attributes:
        raw: The value in the file.
        name: Standard event name; `buy` for a purchase of an item; the value itself in snake case when unknown.
        rows: Rows of the sample that have it.
        confidence: 0..1.
        reason: `name` when the word says it, `distribution` when its share does, `unknown` when nothing does.
    """

    raw: str
    name: str
    rows: int
    confidence: float
    reason: str


@functools.cache
def _lexicon(*, weak: bool = True) -> dict[str, str]:
    """Normalised word, with and without its spaces → standard event name or `buy`."""
    text = (files("huaxiang.ingest.propose") / "meanings.yaml").read_text(encoding="utf-8")
    whole = yaml.safe_load(text)
    found: dict[str, str] = {}
    for part in ("events", "weak_events") if weak else ("events",):
        for name, words in whole[part].items():
            for word in words:
                found.setdefault(normalise(str(word)), name)
                found.setdefault(normalise(str(word)).replace(" ", ""), name)
    return found | {normalise(name): name for name in EVENT_NAMES}


def meaning_of_word(raw: str, *, weak: bool = False) -> str | None:
    """Standard event name of a behaviour's word, `buy` for a purchase, None when it says nothing to us.

    Args:
        raw: The word as it stands in the file.
        weak: Whether words count that mean a behaviour only among others, such as `login` or `delivery`.

    >>> meaning_of_word("add_to_cart"), meaning_of_word("加购"), meaning_of_word("transaction"), meaning_of_word("7")
    ('product_added', 'product_added', 'buy', None)
    """
    plain, lexicon = normalise(raw), _lexicon(weak=weak)
    found = lexicon.get(plain) or lexicon.get(plain.replace(" ", "")) or lexicon.get(plain.removesuffix("s"))
    if found is None and (standard := event_name(raw)) in EVENT_NAMES:
        found = standard
    for words in (_lexicon(weak=False), lexicon):
        if found is None:
            hits = {words[word] for word in plain.split() if word in words}
            found = hits.pop() if len(hits) == 1 else None
    return found


def behaviour_share(top: Iterable[tuple[str, int]]) -> float:
    """Share of the rows whose value is a known behaviour word, 0..1."""
    rows = [(rows, meaning_of_word(value) is not None) for value, rows in top]
    total = sum(n for n, _ in rows)
    return sum(n for n, is_known in rows if is_known) / total if total else 0.0


def meanings(
    top: Sequence[tuple[str, int]],
    *,
    before: Counter[tuple[str, str]] | None = None,
    has_order: frozenset[str] = frozenset(),
) -> list[Meaning]:
    """What each value of a behaviour column means.

    Args:
        top: Values with their rows, most frequent first.
        before: (value, value of the same person's same item just before) → how often; helps where words do not.
        has_order: Values whose rows name an order: purchases.
    """
    words = {value: meaning_of_word(value, weak=True) for value, _ in top}
    total = max(1, sum(rows for _, rows in top))
    known = sum(rows for value, rows in top if words[value]) / total
    is_coded = known < 0.5 and len(top) <= 6
    coded = _by_distribution(top, before or Counter(), has_order) if is_coded else {}
    found = []
    for value, rows in top:
        name = words[value]
        if name is not None:
            found.append(Meaning(value, name, rows, 0.95, "name"))
        elif value in has_order:
            found.append(Meaning(value, "buy", rows, 0.9, "order"))
        elif value in coded:
            found.append(Meaning(value, coded[value][0], rows, coded[value][1], "distribution"))
        else:
            found.append(Meaning(value, event_name(value) or value, rows, 0.5, "unknown"))
    return found


def _by_distribution(
    top: Sequence[tuple[str, int]], before: Counter[tuple[str, str]], has_order: frozenset[str]
) -> dict[str, tuple[str, float]]:
    """Views are far the most; purchases name orders, or follow other steps and are rare; carts lead to them."""
    ordered = sorted(top, key=lambda each: -each[1])
    total = sum(rows for _, rows in ordered)
    if len(ordered) < 2 or ordered[0][1] < 0.4 * total:
        return {}
    view, rest = ordered[0][0], [value for value, _ in ordered[1:]]
    found = {view: ("product_viewed", 0.85)}
    buy = next((value for value in rest if value in has_order), None)
    if buy is None and len(rest) == 1:
        return {**found, rest[0]: ("buy", 0.75)}
    rows_of = dict(ordered)
    buy = buy or max(rest, key=lambda value: (_last_step(value, rest, rows_of, before), -rows_of[value]))
    found[buy] = ("buy", 0.75)
    names = ("product_added", "product_favourited", "product_removed")
    for name, value in zip(names, _carts_first([v for v in rest if v != buy], buy, rows_of, before), strict=False):
        found[value] = (name, 0.65)
    return found


def _last_step(value: str, rest: Sequence[str], rows_of: dict[str, int], before: Counter[tuple[str, str]]) -> float:
    """How much a value looks like the purchase: it follows others, is rare, has the highest of codes 1 to n."""
    follows = sum(before[value, other] for other in rest if other != value) / rows_of[value]
    rank = sorted(rest, key=lambda each: rows_of[each]).index(value)
    codes = sorted(rows_of)
    is_counted = codes == [str(number) for number in range(1, len(codes) + 1)]
    return (
        2.0 * min(1.0, follows) + (0.4, 0.15, 0.0)[min(rank, 2)] + (0.5 if is_counted and value == codes[-1] else 0.0)
    )


def _carts_first(others: list[str], buy: str, rows_of: dict[str, int], before: Counter[tuple[str, str]]) -> list[str]:
    """Carts before favourites: purchases follow them more often; else they have the higher code, or are more."""
    codes = sorted(rows_of)
    is_counted = codes == [str(number) for number in range(1, len(codes) + 1)]

    def key(value: str) -> tuple[float, float]:
        led = round(4 * before[buy, value] / rows_of[value], 1)
        return (-led, -int(value) if is_counted else -rows_of[value])

    return sorted(others, key=key)
