"""What can be counted of each person in the events: all that the oracle goes by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from huaxiang.simulate.planted.goods import Goods
from huaxiang.simulate.planted.orders import Orders
from huaxiang.simulate.planted.people import People
from huaxiang.simulate.planted.personas import COLUMNS
from huaxiang.simulate.planted.steps import CODES, NAMES, SOCIAL, STEPS, Steps
from huaxiang.simulate.planted.visits import DESKTOP, Visits

__all__ = ["Tally", "join_tallies", "tally"]


@dataclass(frozen=True)
class Tally:
    """Counts of each person, arrays of shape (n_people,) or (n_people, n_kinds).

    `counts` come at a rate for each of `exposures`; `hits` are those of `trials` that a chance speaks of; `mixes`
    are counts by kind; `mean_log_dwell` is the mean logarithm of milliseconds of `n_dwells` pages.
    """

    counts: Mapping[str, np.ndarray]
    exposures: Mapping[str, np.ndarray]
    hits: Mapping[str, np.ndarray]
    trials: Mapping[str, np.ndarray]
    mixes: Mapping[str, np.ndarray]
    n_dwells: np.ndarray
    mean_log_dwell: np.ndarray


def tally(people: People, visits: Visits, orders: Orders, steps: Steps, goods: Goods) -> Tally:
    """The counts of all people.

    A chance counts only what shows it, as refunds of paid orders do; a band beyond the usual counts as the highest
    of those.
    """
    person = visits.person[steps.visit]
    of_name = _table(person, steps.name, people.n, len(NAMES))
    looked = steps.visit[goods.is_first]
    bands = np.minimum(visits.band[looked], len(COLUMNS["bands"]) - 1)
    on_phone = visits.device != DESKTOP
    mixes = {
        "hours": _by(visits.person, visits.hour, people, "hours"),
        "weekdays": _by(visits.person, visits.weekday, people, "weekdays"),
        "periods": _by(visits.person, visits.period, people, "periods"),
        "channels": _by(visits.person, visits.channel, people, "channels"),
        "devices": _by(visits.person[on_phone], visits.device[on_phone], people, "devices"),
        "categories": _by(visits.person[looked], visits.category[looked], people, "categories"),
        "bands": _by(visits.person[looked], bands, people, "bands"),
        "steps": of_name[:, : len(STEPS)].copy(),
        "discounts": _by(orders.person, orders.discount, people, "discounts"),
    }
    n_orders = mixes["discounts"].sum(axis=1)
    mixes["steps"][:, CODES["page_viewed"]] -= visits.per_person
    mixes["steps"][:, CODES["checkout_started"]] -= n_orders
    n_dwells, log_sum = _dwells(people, steps, person)
    return Tally(
        *_rates(people, visits, orders, mixes["steps"].sum(axis=1), of_name),
        *_chances(people, visits, orders, of_name),
        mixes,
        n_dwells,
        log_sum / np.maximum(n_dwells, 1),
    )


def _table(person: np.ndarray, kind: np.ndarray, n_people: int, n_kinds: int) -> np.ndarray:
    return np.bincount(person * n_kinds + kind, minlength=n_people * n_kinds).reshape(n_people, n_kinds)


def _by(person: np.ndarray, kind: np.ndarray, people: People, mix: str) -> np.ndarray:
    return _table(person, kind, people.n, len(COLUMNS[mix]))


def _dwells(people: People, steps: Steps, person: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    has_dwell = steps.dwell_ms >= 0
    who = person[has_dwell]
    sums = np.bincount(who, np.log(steps.dwell_ms[has_dwell]), minlength=people.n)
    return np.bincount(who, minlength=people.n), sums


def _rates(
    people: People, visits: Visits, orders: Orders, n_steps: np.ndarray, of_name: np.ndarray
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    n_visits, n_orders = visits.per_person, np.bincount(orders.person, minlength=people.n)
    buyer = orders.person[orders.line_order]
    n_lines = np.bincount(buyer, minlength=people.n)
    n_pieces = np.bincount(buyer, orders.line_quantity, minlength=people.n).astype(np.int64)
    counts = {
        "visits": n_visits - 1,
        "steps": n_steps,
        "orders": n_orders,
        "extra_lines": n_lines - n_orders,
        "extra_pieces": n_pieces - n_lines,
    }
    exposures = dict.fromkeys((*counts, *SOCIAL), n_visits)
    exposures |= {"visits": np.ones_like(n_visits), "extra_lines": n_orders, "extra_pieces": n_lines}
    return counts | {name: of_name[:, CODES[name]] for name in SOCIAL}, exposures


def _chances(
    people: People, visits: Visits, orders: Orders, of_name: np.ndarray
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    def buyers(which: np.ndarray) -> np.ndarray:
        return np.bincount(orders.person[which], minlength=people.n)

    n_paid = buyers(orders.is_paid)
    hits = {
        "campaign": np.bincount(visits.person[visits.is_from_campaign], minlength=people.n),
        "paid": n_paid,
        "refunded": buyers(orders.is_refunded),
        "reviewed": buyers(orders.is_reviewed),
        "coupon": buyers(orders.has_coupon),
        "removed": of_name[:, CODES["product_removed"]],
    }
    trials = {
        "campaign": visits.per_person,
        "paid": np.bincount(orders.person, minlength=people.n),
        "refunded": n_paid,
        "reviewed": n_paid,
        "coupon": buyers(orders.discount > 0),
        "removed": of_name[:, CODES["product_added"]],
    }
    return hits, trials


def join_tallies(parts: list[Tally]) -> Tally:
    """One tally of the people of all parts, in their order."""
    joined: dict[str, Any] = {}
    for field in fields(Tally):
        values = [getattr(part, field.name) for part in parts]
        if isinstance(values[0], Mapping):
            joined[field.name] = {key: np.concatenate([value[key] for value in values]) for key in values[0]}
        else:
            joined[field.name] = np.concatenate(values)
    return Tally(**joined)
