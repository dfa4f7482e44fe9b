from __future__ import annotations

from huaxiang.live.suspect import Suspect


def test_a_stretch_is_gone_through_in_ever_smaller_steps_down_to_one_event() -> None:
    suspect, steps = Suspect(1, 50_000), []
    while suspect.first != suspect.last:
        size = suspect.most(suspect.first - 1)
        assert size is not None
        steps.append(size)
        suspect = Suspect(suspect.first, suspect.first + size - 1).after(suspect)
    assert steps == [3_125, 195, 12, 1]
    assert suspect.n_times == 1


def test_the_same_event_is_parked_after_it_hung_three_times() -> None:
    suspect = Suspect(7, 7)
    parked = []
    for _ in range(3):
        parked.append(suspect.is_to_be_parked(6))
        suspect = Suspect(7, 7).after(suspect)
    assert parked == [False, False, True]
    assert not Suspect(7, 7, 3).is_to_be_parked(7), "it lies behind"
    assert not Suspect(7, 9, 3).is_to_be_parked(6), "one of several"


def test_another_event_begins_anew() -> None:
    assert Suspect(8, 8).after(Suspect(7, 7, 2)) == Suspect(8, 8, 1)


def test_it_goes_through_a_command_line() -> None:
    suspect = Suspect(3, 9, 2)
    assert Suspect.of_text(suspect.to_text()) == suspect
    assert " " not in suspect.to_text()
