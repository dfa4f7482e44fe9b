from __future__ import annotations

from tests.people_streams import GATE, START

from huaxiang.audiences.batch import Batch
from huaxiang.audiences.people import People
from huaxiang.audiences.tag_bits import Cell
from huaxiang.domain.instants import from_iso
from huaxiang.domain.profiles import HeldTag, Profile
from huaxiang.tags.scorer import NEVER


def tag(key: str, begin: int = START - 1, end: int | None = None, confidence: int = 1000) -> HeldTag:
    return HeldTag(key, 1, "active", 700, None, None, confidence, begin, end, None, key, "fact", {}, None)


def person(name: str, *tags: HeldTag, due: int = START, traits: dict[str, str] | None = None) -> Profile:
    return Profile(name, START, "run", due, list(tags), {"orders": 2.0}, [], traits or {}, {"car": "1"})


def batch_of(*people: Profile) -> Batch:
    return Batch(people, People(), GATE, as_of=START)


def test_numbers_stand_by_what_people_hold_and_why_it_is_withheld() -> None:
    made = batch_of(person("p_b", tag("interest.pet")), person("p_a", tag("interest.pet", confidence=9)))
    cells = made.tags()["interest.pet"]
    assert {cell: [each.tolist() for each in held] for cell, held in cells.items()} == {
        Cell(None, None): [[0], [700]],
        Cell(None, "below_threshold"): [[1], [700]],
    }
    assert (made.features["orders"].numbers.tolist(), made.facts["car"].values) == ([0, 1], ["1", "1"])


def test_the_next_instant_is_the_first_at_which_the_gate_says_something_else() -> None:
    later = tag("fact.buyer", START + 50)
    ending = tag("flag.hesitant", end=START + 20)
    over = tag("flag.hesitant", end=START - 5)
    unproven = tag("composite.new", end=START + 5)
    assert batch_of(person("p_a", later, ending)).instants == [(START + 20, 0)]
    assert batch_of(person("p_a", later, over)).instants == [(START + 50, 0)]
    assert batch_of(person("p_a", unproven)).instants == []


def test_minors_grow_up_at_the_turn_of_a_year() -> None:
    made = batch_of(person("p_a", traits={"birth_year": "2007"}), person("p_b", due=NEVER))
    assert {reason: list(who) for reason, who in made.excluded.items()} == {"minor": [0], "refused": [1]}
    assert made.instants == [(from_iso("2025-01-01T00:00:00Z"), 0)]


def test_a_value_that_is_missing_is_nobodys() -> None:
    odd = replace_features(person("p_a"), None)
    assert "orders" not in batch_of(odd).features


def replace_features(profile: Profile, value: float | None) -> Profile:
    profile.features = {"orders": value}  # type: ignore[dict-item]
    return profile
