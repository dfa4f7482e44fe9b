from __future__ import annotations

import pytest
from tests.people_worlds import answered, people_of, viewed

from huaxiang.tags.permission import Allowance, is_allowed, refused, separately_consented

HEALTH = Allowance("health_care", "PIA-1", frozenset({"health"}))


@pytest.mark.parametrize(
    ("events", "is_refused"),
    [
        ([], False),
        ([answered("given", "refusal")], True),
        ([answered("given", "refusal", days_ago=3), answered("withdrawn", "refusal", days_ago=1)], False),
        ([answered("given", "refusal", days_ago=1), answered("withdrawn", "refusal", days_ago=3)], True),
        ([answered("given", "general")], False),
        ([answered("given", "general", days_ago=3), answered("withdrawn", "general")], True),
        ([answered("given", "refusal", purpose="marketing")], False),
    ],
)
def test_the_last_word_on_profiling_counts(events: list, is_refused: bool) -> None:  # type: ignore[type-arg]
    assert refused(people_of([viewed(1)], [viewed(1), *events])).tolist() == [False, is_refused]


def test_separate_consents_are_those_given_and_not_withdrawn() -> None:
    given, withdrawn = answered("given", "separate", days_ago=3), answered("withdrawn", "separate", days_ago=2)
    other = answered("given", "separate", purpose="health_care")
    people = people_of([given], [given, withdrawn, other], [answered("given", "general", purpose="health_care")])
    assert separately_consented(people) == [frozenset({"profiling"}), frozenset({"health_care"}), frozenset()]


def test_every_branch_needs_leave_and_consent() -> None:
    consented = frozenset({"health_care"})
    assert is_allowed(frozenset(), frozenset(), [])
    assert is_allowed(frozenset({"health"}), consented, [HEALTH])
    assert not is_allowed(frozenset({"health"}), frozenset({"marketing"}), [HEALTH])
    assert not is_allowed(frozenset({"health"}), consented, [])
    assert not is_allowed(frozenset({"health", "pregnancy"}), consented, [HEALTH])
    assert not is_allowed(frozenset({"health"}), consented, [Allowance("health_care", "", HEALTH.branches)])
