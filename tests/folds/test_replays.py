from __future__ import annotations

from fold_worlds import START, event
from hypothesis import given
from hypothesis import strategies as st

from huaxiang.domain.instants import HOUR_US
from huaxiang.folds.base import Replay
from huaxiang.folds.library.sessions import FOLD as SESSIONS
from huaxiang.folds.replays import decode_recent, encode_recent, run_replays

AS_OF = START + 24 * HOUR_US
NAMES = Replay("names", frozenset({"a", "b"}), 10 * HOUR_US, lambda events, _: tuple(each.name for each in events))
ALL = Replay("all", frozenset(), 30 * HOUR_US, lambda events, as_of: (len(events), as_of))


def test_a_replay_sees_its_names_within_its_window() -> None:
    person = [event(name, hours) for name, hours in [("a", 3), ("a", 14), ("b", 14.1), ("c", 20), ("b", 24)]]
    assert run_replays([NAMES, ALL], [person, []], AS_OF) == {
        "names": [("b", "b"), ()],
        "all": [(5, AS_OF), (0, AS_OF)],
    }


def test_nobody_has_no_results() -> None:
    assert run_replays([NAMES], [], AS_OF) == {"names": []}


def test_sessions_end_after_half_an_hour_of_silence() -> None:
    hours = [1, 1.5, 1.9, 2.41, 5]
    person = [event("page_viewed", hour) for hour in hours]
    person.append(event("email_opened", 6))
    assert run_replays([SESSIONS], [person], AS_OF)["sessions"] == [(3, 2, 5, 0, 0, 0)]


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 99)), max_size=8, unique=True))
def test_recent_events_come_back_sorted(pairs: list[tuple[int, int]]) -> None:
    rows = [event("x", hours, f"e{number:02d}", quantity=number) for hours, number in pairs]
    back = decode_recent(encode_recent(rows))
    assert back == sorted(rows, key=lambda each: (each.occurred_at, each.event_id))
    assert encode_recent(reversed(rows)) == encode_recent(rows)
