"""Random streams of updates to a store of a few people, as live writes them: feed, profiles, removals, the clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from hypothesis import strategies as st

from huaxiang.audiences.bitmaps import PeopleBitmaps
from huaxiang.domain.instants import HOUR_US
from huaxiang.domain.profiles import HeldTag, Profile
from huaxiang.domain.tags import Kind, State, TagDefinition
from huaxiang.stores.base import Update
from huaxiang.stores.sqlite import SQLiteStore
from huaxiang.tags.catalogue import Catalogue
from huaxiang.tags.expressions import Vocabulary
from huaxiang.tags.expressions.terms import Interest
from huaxiang.tags.feed import changes_between
from huaxiang.tags.gate import Gate
from huaxiang.tags.scorer import NEVER

START = 20_000 * 24 * HOUR_US
NAMES = tuple(f"p_{letter}" for letter in "abcdef")
KEYS = (
    *("fact.buyer", "flag.hesitant", "composite.new", "abnormal.account"),
    *("interest.pet", "interest.pet.cat", "interest.pet.cat.food"),
)
GATE = Gate(
    Catalogue(
        [
            TagDefinition("fact.buyer", Kind.FACT, "已购", "buyer", "", state=State.ACTIVE, threshold_milli=0),
            TagDefinition("flag.hesitant", Kind.FLAG, "犹豫", "hesitant", "", state=State.ACTIVE, threshold_milli=0),
            TagDefinition("interest.pet", Kind.INTEREST, "宠物", "pet", "", state=State.ACTIVE),
            TagDefinition("interest.pet.cat", Kind.INTEREST, "宠物-猫", "cat", "", state=State.ACTIVE),
            TagDefinition("interest.pet.cat.food", Kind.INTEREST, "宠物-猫-粮", "cat food", "", state=State.ACTIVE),
            TagDefinition("composite.new", Kind.COMPOSITE, "新", "new", ""),
        ]
    )
)
VOCABULARY = Vocabulary(
    tags={key: key for key in KEYS}, features={"orders", "share"}, traits={"city", "birth_year"}, facts={"car"}
)


@dataclass(frozen=True)
class Step:
    """One update: people as they are from then on, None for who is no more; and how far the clock moves."""

    people: dict[str, Profile | None]
    hours: float


def tags() -> st.SearchStrategy[HeldTag]:
    """A tag that holds, or will, or did; instants stand around the hours that a stream lasts."""
    instants = st.integers(-3, 12).map(lambda quarter: START + quarter * HOUR_US // 2)
    return st.builds(
        lambda key, score, stance, confidence, begin, end: HeldTag(
            key, 1, "active", score, None, stance, confidence, begin, end, None, key, "fact", {}, None
        ),
        st.sampled_from(KEYS),
        st.sampled_from((0, 499, 500, 501, 1000)),
        st.sampled_from((None, "prefer", "avoid")),
        st.sampled_from((0, 819, 820, 1000)),
        instants,
        st.none() | instants,
    )


def profiles(person: str) -> st.SearchStrategy[Profile]:
    """A person as a profile."""
    return st.builds(
        lambda held, features, traits, facts, due: Profile(
            person, START, "run", due, sorted(held, key=lambda each: each.tag_key), features, [], traits, facts
        ),
        st.lists(tags(), max_size=4, unique_by=lambda each: each.tag_key),
        st.dictionaries(
            st.sampled_from(("orders", "share")), st.sampled_from((0.0, 2.0, 1 / 3, float("nan"))), max_size=2
        ),
        st.dictionaries(
            st.sampled_from(("city", "birth_year", "staff")), st.sampled_from(("2007", "上海", "1")), max_size=2
        ),
        st.dictionaries(st.just("car"), st.sampled_from(("1", "yes"))),
        st.sampled_from((START, NEVER)),
    )


@st.composite
def streams(draw: st.DrawFn) -> tuple[list[Profile], list[Step]]:
    """Who is there at first, and what happens then."""
    first = [draw(profiles(name)) for name in NAMES if draw(st.booleans())]
    steps = []
    for _ in range(draw(st.integers(1, 5))):
        touched = draw(st.sets(st.sampled_from(NAMES), max_size=3))
        people = {name: draw(st.none() | profiles(name)) for name in sorted(touched)}
        steps.append(Step(people, draw(st.sampled_from((0, 0.25, 1, 2.5, 24 * 400)))))
    return first, steps


def apply(store: SQLiteStore, step: Step) -> None:
    """Writes a step as live does: changed fields to the feed, profiles, the log position and as_of."""
    meta = store.meta()
    as_of = meta.as_of + int(step.hours * HOUR_US)
    old = {name: store.profile(name) for name in step.people}
    changes, written, removed = [], [], []
    for name, new in step.people.items():
        was = old[name]
        held = (was.tags if was else [], new.tags if new else [])
        changes += changes_between(name, *held, cause="event:x", at=as_of)
        if new is not None:
            written.append(new)
        elif was is not None:
            removed.append(name)
    update = Update(meta.log_seq + 1, as_of, profiles=written, removed=removed, changes=changes)
    store.apply(replace(update, revision=meta.revision))


def contents(bitmaps: PeopleBitmaps) -> dict[str, Any]:
    """Everything that bitmaps hold, by person id."""
    ids = bitmaps.people.ids_of
    found: dict[str, Any] = {"meta": bitmaps.meta, "everyone": ids(bitmaps.everyone), "eligible": ids(bitmaps.eligible)}
    found["excluded"] = {reason: ids(people) for reason, people in bitmaps.excluded.items()}
    found["names"] = bitmaps.names()
    for key, bits in bitmaps.tags.items():
        for cell, people, scores in bits.cells():
            found[f"{key} {cell}"] = dict(_by_id(bitmaps, list(people), scores.tolist()))
    for name in ("interest.pet.cat", "interest.food.tea"):
        found[f"branch {name}"] = [
            [ids(part) for part in bitmaps.branch(name).parts(term, is_unproven_included=is_all) if part]
            for term in (Interest("", (), "prefer"), Interest("", (), "avoid"))
            for is_all in (False, True)
        ]
    for kind in ("features", "traits", "facts"):
        for name, column in getattr(bitmaps, kind).items():
            numbers, values = column.rows()
            if len(numbers):
                found[f"{kind} {name}"] = dict(_by_id(bitmaps, numbers, list(values)))
    return found


def _by_id(bitmaps: PeopleBitmaps, numbers: Any, values: list[Any]) -> Iterator[tuple[str, Any]]:
    for number, value in zip(np.asarray(numbers).tolist(), values, strict=True):
        yield bitmaps.people.ids[number], value
