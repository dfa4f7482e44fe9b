from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from huaxiang.simulate.planted.visits import DESKTOP, WEB, pick_visits


def test_everybody_visits_at_least_once(parts: Any) -> None:
    assert parts.visits.per_person.min() >= 1
    assert np.array_equal(np.bincount(parts.visits.person), parts.visits.per_person)


def test_the_web_is_used_on_desktops_and_nothing_else_is(parts: Any) -> None:
    assert np.array_equal(parts.visits.channel == WEB, parts.visits.device == DESKTOP)


def test_things_are_picked_from_the_visits_of_their_person(parts: Any) -> None:
    wanted = np.arange(parts.people.n) % 5
    visit = pick_visits(parts.visits, wanted, np.random.default_rng(1))
    assert np.array_equal(np.bincount(parts.visits.person[visit], minlength=parts.people.n), wanted)


def test_longer_visits_get_more(parts: Any) -> None:
    person = int(np.argmax(parts.visits.per_person >= 12))
    wanted = np.zeros(parts.people.n, dtype=int)
    wanted[person] = 60_000
    visit = pick_visits(parts.visits, wanted, np.random.default_rng(2))
    length = np.diff(parts.visits.ends, prepend=0.0)[parts.visits.person == person]
    seen = np.bincount(visit - np.flatnonzero(parts.visits.person == person)[0], minlength=length.size) / 60_000
    assert seen == pytest.approx(length / length.sum(), abs=0.01)
