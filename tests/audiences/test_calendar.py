from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from huaxiang.audiences.calendar import Calendar
from huaxiang.domain.instants import HOUR_US

hours = st.floats(0, 60).map(lambda hour: int(hour * HOUR_US))


@given(st.lists(hours, max_size=20), st.lists(hours, max_size=6))
def test_everyone_is_named_once_their_instant_has_come(instants: list[int], looks: list[int]) -> None:
    calendar, waiting = Calendar(), dict(enumerate(instants))
    for number, instant in waiting.items():
        calendar.put(instant, number, as_of=0)
    for as_of in sorted(looks):
        found = calendar.take(as_of)
        assert {number for number, instant in waiting.items() if instant <= as_of} <= set(found)
        assert all(waiting[number] // HOUR_US <= as_of // HOUR_US for number in found if number in waiting)
        for number in found:
            if waiting.get(number, as_of) <= as_of:
                waiting.pop(number, None)
            else:
                calendar.put(waiting[number], number, as_of=as_of)


def test_who_is_noted_in_the_hour_that_runs_is_named_at_the_instant() -> None:
    calendar = Calendar()
    calendar.put(50, 3, as_of=10)
    assert list(calendar.take(49)) == []
    assert list(calendar.take(50)) == [3]
    assert list(calendar.take(60)) == []
