from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.people_worlds import bought, people_of

from huaxiang.segments.customers.life_cycle import LIFE_CYCLE, cycles_of, stages_of
from huaxiang.segments.customers.past import as_they_were
from huaxiang.segments.customers.purchases import purchases_of


def stage(people: object) -> list[str]:
    purchases = purchases_of(people)
    return [LIFE_CYCLE[at].slug for at in stages_of(purchases, cycles_of(purchases, 40)).tolist()]


def test_who_ordered_last_week_alone_was_nobody_a_month_ago() -> None:
    people = people_of([bought("o1", 7)], [bought("o2", 100), bought("o3", 5)])
    assert stage(people) == ["new", "growing"]
    assert stage(as_they_were(people, days_ago=30)) == ["new"]
    # 70 days after its only order the second was new still, 120 days after it dormant: over twice 40
    assert stage(as_they_were(people_of([bought("o2", 150), bought("o3", 5)]), days_ago=30)) == ["dormant"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 500), min_size=1, max_size=8, unique=True), st.integers(1, 200))
def test_it_is_what_the_events_until_then_would_have_said(days: list[int], ago: int) -> None:
    everything = people_of([bought(f"o{day}", day) for day in days])
    then = as_they_were(everything, days_ago=ago)
    known = people_of([bought(f"o{day}", day) for day in days if day >= ago])
    alone = purchases_of(then)
    expected = purchases_of(as_they_were(known, days_ago=ago))
    assert alone.newest == expected.newest
    assert alone.n_days.tolist() == expected.n_days.tolist()
    assert alone.gap_days.tolist() == expected.gap_days.tolist()
    assert alone.net_minor.tolist() == expected.net_minor.tolist()
    assert (alone.quiet_days >= 0).all()
