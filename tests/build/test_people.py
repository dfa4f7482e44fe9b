from __future__ import annotations

import json

import numpy as np
from tests.build.worlds import profile, rows

from huaxiang.build.folding import Batch
from huaxiang.build.people import Signs, write_people
from huaxiang.domain.instants import DAY_US, Zone
from huaxiang.engines.lake import Lake
from huaxiang.folds.people import People, Rows


def test_signs_count_identities_and_keep_the_earliest() -> None:
    known = [("a:1", "p_1", 9), ("a:2", "p_1", 4), ("a:3", "p_2", 7)]
    identities = rows("identities", *({"identity": i, "person_id": p, "first_seen_at": at} for i, p, at in known))
    assert Signs(identities).by_person == {"p_1": (4, 2), "p_2": (7, 1)}


def test_a_person_is_last_seen_on_the_last_day_of_behaviour_or_when_first_seen(lake: Lake) -> None:
    actions = Rows(
        2, np.array([0, 0]), ["view", "view"], np.array([3, 5]), np.array([2, 4]), [None, None], [None, None]
    )
    batch = Batch(0, People(["p_1", "p_2"], 99, Zone("UTC"), {"actions": actions}), {}, [[], []])
    known = [("a:1", "p_1", 2 * DAY_US), ("a:2", "p_2", 8 * DAY_US)]
    signs = Signs(rows("identities", *({"identity": i, "person_id": p, "first_seen_at": at} for i, p, at in known)))
    write_people(lake, batch, [profile("p_1", traits={"city": "上海"}), profile("p_2")], signs, part="part-0")
    first, second = lake.read("people").to_pylist()
    assert (first["first_seen_at"], first["last_seen_at"], first["n_events"]) == (2 * DAY_US, 5 * DAY_US, 6)
    assert json.loads(first["traits"]) == {"city": "上海"}
    assert (second["last_seen_at"], second["n_events"], second["n_identities"]) == (8 * DAY_US, 0, 1)
