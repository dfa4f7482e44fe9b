from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from huaxiang.logs import seen
from huaxiang.logs.seen import Run, Seen, key_of, settled


def a_run(first: int, *keys: int) -> Run:
    seqs = range(first, first + len(keys))
    return Run.of(keys, seqs, first_seq=first, last_seq=first + len(keys) - 1)


def test_a_key_is_found_in_the_newest_and_in_every_run_also_when_two_events_share_it() -> None:
    found = Seen([a_run(1, 7, 2**64 - 1, 7)])
    found.note([(5, 4), (7, 5)], last_seq=5)
    assert found.find([7, 6, 5, 2**64 - 1]) == {7: [5, 1, 3], 5: [4], 2**64 - 1: [2]}
    assert found.find([]) == {}
    assert Seen().find([1]) == {}


def test_a_run_is_the_same_after_the_file() -> None:
    run = Run.of_row(a_run(9, 3, 1, 2).row())
    assert (run.first_seq, run.last_seq, run.level) == (9, 11, 0)
    assert (run.keys.tolist(), run.offsets.tolist()) == ([1, 2, 3], [1, 2, 0])


def test_what_no_run_covers_is_asked_for_from_the_last_seq_on() -> None:
    assert Seen([a_run(1, 8, 9), a_run(3, 4)]).last_seq == 3
    assert Seen([a_run(1, 8, 9), a_run(4, 5)]).last_seq == 2, "seq 3 is in no run"
    assert Seen([a_run(1, 8, 9, 4), a_run(2, 9)]).last_seq == 3


def test_freezing_keeps_every_key_and_begins_anew() -> None:
    found = Seen()
    found.note([(11, 1), (12, 2)], last_seq=3)
    frozen = found.frozen()
    found.take(frozen, [frozen])
    assert (found.n_newest, found.last_seq, frozen.last_seq) == (0, 3, 3)
    found.note([(11, 4)], last_seq=4)
    assert found.find([11, 12]) == {11: [4, 1], 12: [2]}


def test_enough_runs_of_a_level_become_one_and_the_top_level_stays(monkeypatch) -> None:
    monkeypatch.setattr(seen, "_FANOUT", 2)
    runs: list[Run] = []
    for first in range(1, 12):
        runs = settled([*runs, a_run(first, first * 10)])
    assert [(run.first_seq, run.last_seq, run.level) for run in runs] == [
        (1, 4, 2),
        (5, 8, 2),
        (9, 10, 1),
        (11, 11, 0),
    ]
    assert Seen(runs).find([70, 110, 5]) == {70: [7], 110: [11]}


@given(st.lists(st.lists(st.integers(0, 5), max_size=4), max_size=30))
def test_every_seq_is_found_however_the_runs_were_cut(cuts: list[list[int]]) -> None:
    found, runs, wanted, last = Seen(), [], {}, 0
    for keys in cuts:
        pairs = [(key, last + at) for at, key in enumerate(keys, start=1)]
        last += len(keys)
        for key, seq in pairs:
            wanted.setdefault(key, []).append(seq)
        found.note(pairs, last_seq=last)
        frozen = found.frozen()
        runs = settled([*runs, frozen])
        found.take(frozen, runs)
    assert {key: sorted(seqs) for key, seqs in found.find(range(6)).items()} == wanted


def test_ids_of_any_characters_have_a_key_of_64_bits() -> None:
    assert 0 <= key_of("é\ud800") < 2**64
    assert key_of("a") != key_of("b")
