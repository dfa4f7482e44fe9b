"""Made-up people with tags by the million, as `bench audiences` counts them: who holds what, and expressions over it.

What the tags are and how they are held is taken from a built demo shop: segments, stages and RFM part people; facts and
flags have one score; interests are held by few, more of them by the active, with scores of every size, and many are
under their threshold.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from huaxiang.audiences.holders import Values
from huaxiang.audiences.numbers import Numbers
from huaxiang.audiences.tag_bits import Cell
from huaxiang.tags.expressions import Vocabulary

__all__ = ["EXCLUDED", "Planned", "draw_expressions", "excluded_people", "holders_of", "planned_tags", "vocabulary"]

EXCLUDED = {"refused": 0.02, "minor": 0.01, "abnormal": 0.005, "staff": 0.0002}
_PARTED = {
    "segment": (0.30, 0.22, 0.16, 0.12, 0.08, 0.06, 0.04, 0.02),
    "aipl": (0.15, 0.10, 0.09, 0.04),
    "life_cycle": (0.11, 0.06, 0.055, 0.03, 0.015),
    "rfm": (0.08, 0.07, 0.04, 0.035, 0.02, 0.012, 0.008, 0.005),
}
_FACTS = tuple(round(0.74 / rank**0.5, 4) for rank in range(1, 11))
_FLAGS = tuple(round(0.09 / rank, 4) for rank in range(1, 11))
_BEHAVIOURS = tuple(round(0.11 / rank**0.5, 4) for rank in range(1, 16))
_PREDICTED = (0.15, 0.15, 0.12, 0.10, 0.08)
_COMPOSITES = tuple(round(0.09 / rank**0.6, 4) for rank in range(1, 16))
_BRANCHES, _MIDDLE, _LEAVES = 5, 4, 6
_INTEREST_SHARE, _INTEREST_SKEW = 0.31, 0.55
_SHAPE = 1.2


@dataclass(frozen=True, slots=True)
class Planned:
    """One tag to hold.

    Attributes:
        share: Of people who hold it, 0..1.
        score: "one", "few", "low" (most small) or "even".
        withheld: Shares of its holders by the gate's reason.
        has_stance: Whether some avoid what others prefer.
        group: Tags of which everyone holds one at most, "" for none.
    """

    key: str
    share: float
    score: str
    withheld: tuple[tuple[str, float], ...] = ()
    has_stance: bool = False
    group: str = ""


def planned_tags() -> list[Planned]:
    """Two hundred tags."""
    low = (("below_threshold", 0.35),)
    tags = [
        Planned(f"{group}.s{n:04d}", share, "few" if group in {"segment", "rfm"} else "one", group=group)
        for group, shares in _PARTED.items()
        for n, share in enumerate(shares, 1)
    ]
    tags += [Planned(f"fact.f{n}", share, "one") for n, share in enumerate(_FACTS)]
    tags += [Planned(f"flag.f{n}", share, "one", (("expired", 0.02),)) for n, share in enumerate(_FLAGS)]
    tags += [Planned(f"behaviour.b{n}", share, "even" if n % 2 else "one") for n, share in enumerate(_BEHAVIOURS)]
    tags += [Planned(f"predicted.p{n}", share, "even", _inactive(n % 2 == 0)) for n, share in enumerate(_PREDICTED)]
    weak = (("below_threshold", 0.25),)
    tags += [Planned(f"composite.c{n}", share, "even", weak) for n, share in enumerate(_COMPOSITES)]
    paths = [f"b{a}.m{b}.l{c}" for c in range(_LEAVES) for b in range(_MIDDLE) for a in range(_BRANCHES)]
    shares = [round(_INTEREST_SHARE / rank**_INTEREST_SKEW, 4) for rank in range(1, len(paths) + 1)]
    return tags + [Planned(f"interest.{p}", share, "low", low, True) for p, share in zip(paths, shares, strict=True)]


def _inactive(is_active: bool) -> tuple[tuple[str, float], ...]:
    return () if is_active else (("definition_not_active", 1.0),)


def holders_of(
    tags: list[Planned], n_people: int, *, seed: int
) -> Iterator[tuple[Planned, dict[Cell, tuple[Numbers, Values]]]]:
    """Each tag with numbers, rising, and scores of its holders by cell."""
    rng = np.random.default_rng(seed)
    active = rng.gamma(_SHAPE, 1 / _SHAPE, n_people).astype(np.float32)
    groups: dict[str, npt.NDArray[np.int8]] = {}
    for tag in tags:
        if tag.group:
            members = [each for each in tags if each.group == tag.group]
            if tag.group not in groups:
                edges = np.cumsum([each.share for each in members])
                groups[tag.group] = np.searchsorted(edges, rng.random(n_people, dtype=np.float32)).astype(np.int8)
            numbers = np.flatnonzero(groups[tag.group] == members.index(tag))
        else:
            numbers = np.flatnonzero(rng.random(n_people, dtype=np.float32) < np.float32(tag.share) * active)
        yield tag, _cells(tag, numbers.astype(np.uint32), rng)


def _cells(tag: Planned, numbers: Numbers, rng: np.random.Generator) -> dict[Cell, tuple[Numbers, Values]]:
    """Holders by stance and reason, with scores."""
    scores, drawn = _scores(tag.score, len(numbers), rng), rng.random(len(numbers), dtype=np.float32)
    avoids = rng.random(len(numbers), dtype=np.float32) < (0.1 if tag.has_stance else 0.0)
    found, begin = {}, 0.0
    for reason, share in (*tag.withheld, (None, 1.0)):
        of_reason = (drawn >= begin) & (drawn < begin + share)
        begin += share
        for stance, of_stance in (("avoid", avoids), ("prefer" if tag.has_stance else None, ~avoids)):
            inside = of_reason & of_stance
            if inside.any():
                found[Cell(stance, reason)] = (np.compress(inside, numbers), np.compress(inside, scores))
    return found


def _scores(kind: str, n: int, rng: np.random.Generator) -> Values:
    if kind == "one":
        return np.full(n, 1000, dtype=np.uint16)
    if kind == "few":
        return rng.choice(np.array([1000, 944, 911, 750, 500, 166], dtype=np.uint16), n, p=[0.9, *[0.02] * 5])
    if kind == "low":
        return np.minimum(rng.gamma(0.6, 260, n) + 1, 1000).astype(np.uint16)
    return rng.integers(0, 1001, n).astype(np.uint16)


def excluded_people(n_people: int, *, seed: int) -> dict[str, Numbers]:
    """Numbers, rising, of who is in no audience, by reason."""
    drawn = np.random.default_rng(seed).random(n_people, dtype=np.float32)
    found, begin = {}, 0.0
    for reason, share in EXCLUDED.items():
        found[reason] = np.flatnonzero((drawn >= begin) & (drawn < begin + share)).astype(np.uint32)
        begin += share
    return found


def vocabulary(tags: list[Planned]) -> Vocabulary:
    """The names that expressions may use."""
    segments = {tag.key.removeprefix("segment."): "" for tag in tags if tag.group == "segment"}
    return Vocabulary(tags={tag.key: "" for tag in tags}, segments=segments)


def draw_expressions(tags: list[Planned], n: int, *, seed: int, most: int = 8) -> list[str]:
    """Random expressions of up to `most` terms: tags, scores, branches of interests; and, or, not."""
    rng = np.random.default_rng(seed)
    return [_joined([_term(tags, rng) for _ in range(int(rng.integers(1, most + 1)))], rng) for _ in range(n)]


def _term(tags: list[Planned], rng: np.random.Generator) -> str:
    tag = tags[int(rng.integers(len(tags)))]
    kind = rng.random()
    if kind < 0.15:
        operator = str(rng.choice(["<", "<=", ">", ">=", "!=", "="]))
        return f"tag({tag.key}) {operator} {int(rng.integers(0, 1001))}"
    if kind < 0.30:
        parts = [f"b{rng.integers(_BRANCHES)}", f"m{rng.integers(_MIDDLE)}", f"l{rng.integers(_LEAVES)}"]
        stance = str(rng.choice(["", "", ", prefer", ", avoid"]))
        return f"interest({'.'.join(parts[: int(rng.integers(1, 4))])}{stance})"
    return f"segment({tag.key.removeprefix('segment.')})" if tag.group == "segment" else f"tag({tag.key})"


def _joined(terms: list[str], rng: np.random.Generator) -> str:
    while len(terms) > 1:
        place = int(rng.integers(len(terms) - 1))
        left, right = (f"not {each}" if rng.random() < 0.2 else each for each in terms[place : place + 2])
        terms[place : place + 2] = [f"({left} {'and' if rng.random() < 0.6 else 'or'} {right})"]
    return terms[0]
