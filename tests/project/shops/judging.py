"""A shop nobody described: proposed, built, exported, and held against its truth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from tests.project.shops.base import Count, Rng, Truth

from huaxiang.cli.main import main
from huaxiang.project.opening import Project

__all__ = ["Outcome", "differences", "outcome_of"]

# What a build derives or reads beside behaviour.
BESIDE = {"trait_set", "fact_observed", "identity_linked", "order_completed", "order_placed", "interest_read"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came out: people, and rows of events by name."""

    people: int
    events: Counter[str]


def outcome_of(shape: Callable[[Path, Rng], Truth], folder: Path, *, seed: int = 11) -> tuple[Truth, Outcome]:
    """The truth of a shop and what `init --yes`, `build` and `export` make of its files.

    Raises:
        AssertionError: One of these commands fails.
    """
    raw, shop = folder / "raw", folder / "shop"
    raw.mkdir()
    truth = shape(raw, np.random.default_rng(seed))
    assert main(["init", str(shop), "--from", str(raw), "--yes"]) == 0
    assert main(["build", str(shop)]) == 0
    assert Project.open(shop).check()["difference"] == 0
    rows = {}
    for name in ("people", "events"):
        path = folder / f"{name}.parquet"
        assert main(["export", name, str(shop), "--to", str(path)]) == 0
        rows[name] = pq.read_table(path)
    return truth, Outcome(rows["people"].num_rows, Counter(rows["events"]["name"].to_pylist()))


def differences(truth: Truth, outcome: Outcome) -> list[str]:
    """What lies more than 2 % beside the truth, one line each; none where all is well."""
    found = []
    if not _is_near(outcome.people, truth.people):
        found.append(f"people {outcome.people} of {truth.people}")
    named: set[str] = set()
    for key, wanted in truth.events.items():
        names = key.split("|")
        named |= set(names)
        if not any(_is_near(outcome.events[name], wanted) for name in names):
            found.append(f"{key} {[outcome.events[name] for name in names]} of {wanted}")
    left = Counter({name: n for name, n in outcome.events.items() if name not in named | BESIDE})
    rows = sum(left.values())
    if truth.total is not None:
        if not _is_near(rows, truth.total):
            found.append(f"rows {rows} {dict(left)} of {truth.total}")
    elif truth.apart:
        found += [f"{n} rows of one behaviour have no name of their own: {dict(left)}" for n in _joined(truth, left)]
    elif rows > truth.others + 0.02 * sum(outcome.events.values()):
        found.append(f"{rows} rows nobody expects: {dict(left)}")
    return found


def _is_near(found: int, wanted: Count) -> bool:
    low, high = wanted if isinstance(wanted, tuple) else (wanted, wanted)
    return low * 0.98 <= found <= high * 1.02


def _joined(truth: Truth, left: Counter[str]) -> list[int]:
    free = list(left.values())
    lost = []
    for wanted in sorted(truth.apart, reverse=True):
        near = [n for n in free if _is_near(n, wanted)]
        if near:
            free.remove(min(near, key=lambda n: abs(n - wanted)))
        else:
            lost.append(wanted)
    return lost
