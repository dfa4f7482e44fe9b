from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pyroaring import BitMap
from tests.people_streams import GATE, START, contents

from huaxiang.audiences import bitmaps as module
from huaxiang.audiences.batch import Batch
from huaxiang.audiences.bitmaps import PeopleBitmaps
from huaxiang.audiences.tag_bits import Cell
from huaxiang.domain.profiles import Profile
from huaxiang.stores.base import Meta
from huaxiang.stores.sqlite import SQLiteStore
from huaxiang.tags.expressions.terms import Tag

PASSES, LOW = Cell(None, None), Cell(None, "below_threshold")


def test_everyone_is_read_with_what_the_gate_says(bitmaps: PeopleBitmaps) -> None:
    ids = bitmaps.people.ids_of
    assert ids(bitmaps.everyone) == ["p_1", "p_2", "p_3", "p_4"]
    assert ids(bitmaps.eligible) == ["p_1", "p_2"]
    assert {reason: ids(people) for reason, people in bitmaps.excluded.items()} == {
        "refused": ["p_3"],
        "minor": ["p_4"],
    }
    assert {cell.reason: ids(held) for cell, held, _ in bitmaps.tags["interest.pet"].cells()} == {
        None: ["p_1"],
        "below_threshold": ["p_2"],
    }
    assert bitmaps.names() == (
        {"fact.buyer", "interest.pet", "composite.new"},
        {"orders_180d"},
        {"gender", "age"},
        set(),
    )


def test_the_size_of_the_batches_changes_nothing(
    bitmaps: PeopleBitmaps, store: SQLiteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read() -> PeopleBitmaps:
        return PeopleBitmaps.read(store, GATE)

    whole = contents(read())
    monkeypatch.setattr(module, "_BATCH", 1)
    assert contents(read()) == whole


def test_what_is_loaded_in_bulk_is_held() -> None:
    made = PeopleBitmaps(Meta("run", START, 0, 0), [f"p_{number}" for number in range(1_000)])
    numbers = np.arange(0, 1_000, 2, dtype=np.uint32)
    scores = (numbers % 900).astype(np.uint16)
    cells = {PASSES: (numbers[:300], scores[:300]), LOW: (numbers[300:], scores[300:])}
    made.load_tag("fact.buyer", cells)
    made.load_excluded("staff", numbers[:10])
    assert (len(made.eligible), made.tag_keys()) == (990, {"fact.buyer"})
    bits = made.tags["fact.buyer"]
    assert (bits.passing, bits.everyone) == (BitMap(range(0, 600, 2)), BitMap(range(0, 1_000, 2)))
    assert made.score_bytes >= 1_000
    assert len(BitMap.union(*made.parts())) == 500


def test_a_term_is_made_anew_only_when_what_it_asks_for_has_changed() -> None:
    made, asked = PeopleBitmaps(Meta("run", START, 0, 0)), []

    def make() -> BitMap:
        asked.append(1)
        return BitMap([len(asked)])

    def ask(stamp: int, key: str = "fact.buyer") -> list[int]:
        return list(made.made(Tag(key), is_unproven_included=False, stamp=stamp, make=make))

    assert (ask(1), ask(1), ask(2)) == ([1], [1], [2])
    for number in range(40):
        ask(1, f"fact.{number}")
    assert ask(2) == [len(asked)]
    made.forget_made()
    before = len(asked)
    ask(2)
    assert len(asked) == before + 1


def test_who_is_gone_holds_nothing(bitmaps: PeopleBitmaps) -> None:
    bitmaps.absorb(Batch((), bitmaps.people, GATE, as_of=START), ["p_1", "p_3", "p_unknown"])
    assert bitmaps.people.ids_of(bitmaps.everyone) == ["p_2", "p_4"]
    assert set(bitmaps.excluded) == {"minor"}
    assert bitmaps.people.ids_of(bitmaps.features["orders_180d"].known()) == ["p_2", "p_4"]


def test_a_new_person_has_a_new_number(bitmaps: PeopleBitmaps, tmp_path: Path) -> None:
    before = {person: bitmaps.people.number_of(person) for person in ("p_1", "p_2", "p_3", "p_4")}
    came = Profile("p_0", START, "run", START, [], {}, [], {}, {})
    bitmaps.absorb(Batch([came], bitmaps.people, GATE, as_of=START))
    assert bitmaps.people.number_of("p_0") == 4
    assert {person: bitmaps.people.number_of(person) for person in before} == before
