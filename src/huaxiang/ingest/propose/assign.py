"""Which column plays which role: the assignment with the most evidence in all, one role a column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from huaxiang.ingest.propose.evidence import NEVER, ROLES, TableView, value_evidence
from huaxiang.ingest.propose.names import name_evidence, normalise
from huaxiang.ingest.propose.profile import ColumnProfile
from huaxiang.ingest.propose.proposal import ColumnGuess
from huaxiang.ingest.propose.reasons import Reason

__all__ = ["assign_roles"]

_OTHER, _OTHER_UNNAMED = 0.5, -0.4
_UNSAID = 1.2
_TOLD_BY_VALUES = frozenset(
    [
        "person",
        "order",
        "item",
        "session",
        "time",
        "clock",
        "day",
        "event",
        "price",
        "amount",
        "quantity",
        "category",
        "brand",
        "title",
        "text",
        "rating",
        "status",
        "flag",
        "private",
    ]
)
"""Roles that values alone can tell; the others need a name."""
_SEVERAL = frozenset({"trait", "private", "category", "flag", "other_at", "freight", "discount", "other"})
_SURE = 12.0
_NUMBERS_ROWS = 0.9
_HIDDEN = frozenset({"private"})

Extra = Mapping[tuple[str, str], tuple[float, Reason]]
"""(column, role) → evidence from other tables, and why."""


@dataclass(frozen=True, slots=True)
class _Work:
    view: TableView
    table: str
    extra: Extra
    totals: list[dict[str, float]]

    def named(self, p: ColumnProfile) -> dict[str, float]:
        return _named(p, self.view, self.table)


def _named(p: ColumnProfile, view: TableView, table: str) -> dict[str, float]:
    """What its name says, or of a first column without a name the table's; an `id` that repeats numbers no rows."""
    if not view.has_names:
        return name_evidence("id", table=table) if p.position == 0 and p.unique > _NUMBERS_ROWS else {}
    if normalise(p.name) == "id" and p.unique < _NUMBERS_ROWS:
        return {"person": 1.5}
    return name_evidence(p.name, table=table)


def assign_roles(view: TableView, *, table: str, pins: Mapping[str, str], extra: Extra) -> tuple[ColumnGuess, ...]:
    """The role of each column.

    Args:
        view: Columns with their values and relations.
        table: Name of the table.
        pins: Column → role that a person said; these are kept.
        extra: Evidence from other tables.
    """
    work = _Work(view, table, extra, [_totals(p, view, table=table, extra=extra) for p in view.profiles])
    free = [p for p in view.profiles if p.name not in pins]
    taken = {role for role in pins.values() if role not in _SEVERAL}
    chosen = dict(pins) | _solve(free, work.totals, taken)
    return tuple(_pinned(p, pins[p.name]) if p.name in pins else _guess(p, chosen, work) for p in view.profiles)


def _pinned(p: ColumnProfile, role: str) -> ColumnGuess:
    return ColumnGuess(p.name, role, 1.0, (Reason("pinned"),), _examples(p, role))


def _examples(p: ColumnProfile, role: str) -> tuple[str, ...]:
    return () if role in _HIDDEN else tuple(example[:60] for example in p.examples)


def _totals(p: ColumnProfile, view: TableView, *, table: str, extra: Extra) -> dict[str, float]:
    """Evidence in log odds for each role that is possible, `other` always."""
    named = _named(p, view, table)
    values = value_evidence(p, view)
    is_strict = view.has_names and not view.is_lenient
    unsaid = _UNSAID if is_strict else 0.0
    totals = {"other": _OTHER if is_strict else _OTHER_UNNAMED}
    for role in ROLES:
        more = extra.get((p.name, role), (0.0, None))[0]
        is_told = role in named or role in _TOLD_BY_VALUES or more > 0
        if values[role] > NEVER / 2 and is_told:
            totals[role] = values[role] + named.get(role, -unsaid) + more
    return totals


def _solve(free: list[ColumnProfile], totals: list[dict[str, float]], taken: set[str]) -> dict[str, str]:
    single = [role for role in ROLES if role not in _SEVERAL and role not in taken]
    several = sorted(_SEVERAL)
    roles = single + [role for role in several for _ in free]
    if not free:
        return {}
    gain = np.full((len(free), len(roles)), -50.0)
    for row, p in enumerate(free):
        for place, role in enumerate(roles):
            gain[row, place] = totals[p.position].get(role, -50.0)
    rows, places = linear_sum_assignment(gain, maximize=True)
    return {free[row].name: roles[place] for row, place in zip(rows, places, strict=True)}


def _guess(p: ColumnProfile, chosen: Mapping[str, str], work: _Work) -> ColumnGuess:
    """Confidence is the role's share of the odds still open: roles that suit another column better are not."""
    totals, role = work.totals[p.position], chosen[p.name]
    powers = {name: float(np.exp(min(value, _SURE))) for name, value in totals.items()}
    better = {
        chosen[other.name]
        for other in work.view.profiles
        if other is not p
        and work.totals[other.position].get(chosen[other.name], 0.0) > totals.get(chosen[other.name], 0.0)
    } - _SEVERAL
    whole = sum(power for name, power in powers.items() if name == role or name not in better)
    ranked = sorted(powers, key=lambda name: -powers[name])
    others = tuple((name, powers[name] / (whole + powers[name])) for name in ranked if name != role)[:3]
    confidence = powers.get(role, 0.0) / whole
    return ColumnGuess(p.name, role, confidence, _reasons(p, role, work), _examples(p, role), others)


def _reasons(p: ColumnProfile, role: str, work: _Work) -> tuple[Reason, ...]:
    if role == "other":
        return (Reason("unknown"),)
    found = []
    if role in work.named(p):
        found.append(Reason("name", (p.name,)) if work.view.has_names else Reason("file_name", (work.table,)))
    if p.time is not None and (role.endswith("_at") or role == "time"):
        span = (p.examples[0][:40], str(p.time.low.date()), str(p.time.high.date()))
        found.append(Reason("time_format", span))
        if p.time.is_ambiguous:
            found.append(Reason("day_first" if p.time.format.startswith("%d") else "month_first"))
    elif role == "private":
        found.append(Reason("masked") if p.share["stars"] > 0.5 else Reason("private"))
    else:
        found += _structure(p, role, work.view)
    more = work.extra.get((p.name, role))
    return (*found, *([more[1]] if more else []))


def _structure(p: ColumnProfile, role: str, view: TableView) -> list[Reason]:
    found = []
    if role in ("person", "order", "item", "session"):
        found.append(Reason("key") if p.unique > 0.999 else Reason("repeats", (str(p.n_present), str(p.n_distinct))))
        if view.owner_like(p.position) and role == "order":
            found.append(Reason("owns"))
        if role == "person" and view.relations.burst.get(p.position, 1.0) < 0.5:
            found.append(Reason("bursts"))
    owners = view.relations.determined_by(p.position)
    if role in ("category", "brand", "title") and owners:
        name = next(each.name for each in view.profiles if each.position == owners[0])
        found.append(Reason("determined", (name,)))
    elif not found:
        found.append(Reason("values", (", ".join(p.examples[:3])[:60],)))
    return found
