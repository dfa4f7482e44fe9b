from __future__ import annotations

from collections import Counter
from types import SimpleNamespace
from typing import Any

import msgspec
import numpy as np
from tests.build.worlds import profile, tag
from tests.people_worlds import bought, people_of

from huaxiang.build.stage_movements import MOVEMENT_DAYS, count_steps, steps_table
from huaxiang.segments.customers.model import CustomerModel
from huaxiang.segments.customers.scorer import CustomerScorer
from huaxiang.tags.scorer import NEVER


def kit(*scorers: Any) -> Any:
    return SimpleNamespace(scorers=scorers)


def scorer() -> CustomerScorer:
    edges = np.zeros((3, 4), dtype=np.int64)
    model = CustomerModel(edges=edges, medians=np.zeros(3, dtype=np.int64), cycle_days=40, n_buyers=4)
    return CustomerScorer(model, currency="CNY")


def test_a_step_is_counted_from_a_month_ago_to_now() -> None:
    people = people_of([bought("o1", 7)], [bought("o2", 150), bought("o3", 5)], [bought("o4", 20)], [bought("o5", 9)])
    profiles = [profile("p0"), profile("p1"), profile("p2", tag("flag.abnormal"))]
    profiles.append(msgspec.structs.replace(profile("p3"), next_due=NEVER))
    steps = count_steps(people, profiles, kit(scorer()))
    assert steps["life_cycle", "", "new"] == 1
    assert steps["life_cycle", "dormant", "growing"] == 1
    assert sum(n for (group, _, _), n in steps.items() if group == "life_cycle") == 2
    assert steps["aipl", "purchased", "loyal"] == 1


def test_without_a_model_of_customers_nothing_is_counted() -> None:
    assert count_steps(people_of([bought("o1", 7)]), [profile("p0")], kit()) == Counter()


def test_rows_say_how_long_ago() -> None:
    assert steps_table(Counter({("aipl", "", "aware"): 3})) == [
        {"group": "aipl", "from_stage": "", "to_stage": "aware", "n_people": 3, "days": MOVEMENT_DAYS}
    ]
