"""What the made-up shops share: walks through a shop, baskets, ways to write files, and the truth they give back."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

__all__ = [
    "Act",
    "Basket",
    "Line",
    "Rng",
    "Row",
    "Truth",
    "baskets",
    "category",
    "code",
    "counted",
    "midnight",
    "walks",
    "write",
]

Rng = np.random.Generator
Row = tuple[object, ...]
Count = int | tuple[int, int]


@dataclass(frozen=True, slots=True)
class Truth:
    """What a sensible person expects of a shop.

    Attributes:
        people: How many; a range where two readings are both sensible.
        events: Rows by name of event; `a|b` says that one of these has them, a range that both ends are sensible.
        total: Rows of behaviour under whatever names; None where `events` says it all.
        apart: Rows of behaviours whose names the file does not tell: each must have a name of its own.
        others: Rows that may come beside these under other names, such as advertisements shown.
    """

    people: Count
    events: Mapping[str, Count] = field(default_factory=dict)
    total: Count | None = None
    apart: tuple[int, ...] = ()
    others: int = 0


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that someone did: view, fav, cart, remove or buy."""

    at: datetime
    person: int
    item: int
    what: str


@dataclass(frozen=True, slots=True)
class Line:
    """An item of a basket; the price is that of one piece."""

    item: int
    pieces: int
    price: float


@dataclass(frozen=True, slots=True)
class Basket:
    """What someone bought at once; numbers run in the order of time."""

    number: int
    person: int
    at: datetime
    lines: tuple[Line, ...]


def midnight(year: int, month: int, of_month: int) -> datetime:
    """Midnight UTC at the beginning of a day."""
    return datetime(year, month, of_month, tzinfo=UTC)


def often(rng: Rng, n: int) -> int:
    """One of n, the first far more often than the last."""
    return min(int(n * rng.random() ** 2.2), n - 1)


def walks(rng: Rng, start: datetime, *, days: int = 30, people: int = 200, items: int = 300) -> list[Act]:
    """About 3,500 acts in the order of time; views far above carts, carts above favourites and purchases."""
    acts = []
    for _ in range(3000):
        person, item = often(rng, people), often(rng, items)
        at = start + timedelta(seconds=int(rng.integers(days * 86400)))
        chance = rng.random()
        acts.append(Act(at, person, item, "view"))
        if chance < 0.1:
            acts.append(Act(at + timedelta(seconds=int(rng.integers(20, 900))), person, item, "cart"))
        if chance < 0.03:
            acts.append(Act(at + timedelta(seconds=int(rng.integers(1000, 9000))), person, item, "buy"))
        elif chance > 0.96:
            acts.append(Act(at + timedelta(seconds=int(rng.integers(20, 900))), person, item, "fav"))
        elif chance < 0.045:
            acts.append(Act(at + timedelta(seconds=int(rng.integers(1000, 9000))), person, item, "remove"))
    return sorted(acts, key=lambda act: (act.at, act.person, act.item, act.what))


def baskets(
    rng: Rng, start: datetime, *, days: int = 300, people: int = 150, number: int = 500, most: int = 5
) -> list[Basket]:
    """Baskets in the order of time; nobody buys twice in the same second."""
    times = sorted(int(second) for second in rng.choice(days * 86400, size=number, replace=False))
    found = []
    for n, second in enumerate(times):
        lines = tuple(
            Line(often(rng, 200), int(rng.choice([1, 1, 1, 2, 3])), round(float(rng.uniform(1, 90)), 2))
            for _ in range(int(rng.integers(1, most + 1)))
        )
        found.append(Basket(n, often(rng, people), start + timedelta(seconds=second), lines))
    return found


def counted(acts: Iterable[Act], names: Mapping[str, str]) -> dict[str, Count]:
    """Acts by the name that each should get."""
    return dict(Counter(names[act.what] for act in acts if act.what in names))


def category(item: int, *, of: int = 23) -> int:
    """Category of an item: always the same one."""
    return item * 7919 % of


def code(number: int, *, length: int = 32) -> str:
    """A hash-like identifier in hexadecimal digits, different for every number."""
    digits = ""
    while len(digits) < length:
        number = (number * 6364136223846793005 + 1442695040888963407) % 2**64
        digits += f"{number:016x}"
    return digits[:length]


def write(path: Path, rows: Iterable[Sequence[object]], *, sep: str = ",", encoding: str = "utf-8") -> None:
    """Rows, the first of them the header where there is one, to a delimited file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=sep, lineterminator="\n").writerows(rows)
