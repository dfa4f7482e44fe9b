"""Law 1: no tag without evidence, and all that evidence points to is there."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from huaxiang.domain.events import ADMINISTRATIVE
from huaxiang.domain.ids import content_id
from huaxiang.domain.instants import DAY_US
from huaxiang.domain.profiles import HeldTag, Profile
from huaxiang.domain.readings import PERSONAL_KINDS
from huaxiang.project.opening import Project

KINDS = {"event", "span", "pattern", "centre", "rule", "fact", "contribution"}


@dataclass
class World:
    """What evidence may point to: owners of events, texts and orders by id, segments and rules."""

    events: dict[str, str | None]
    texts: dict[str, tuple[str | None, str]]
    phrases: set[tuple[str, int, int, str]]
    orders: dict[str, str | None]
    segments: set[str]
    rules: set[str]
    actions: list[tuple[str | None, int, str]]
    model: str
    as_of: int

    @classmethod
    def of(cls, project: Project) -> World:
        lake = project.lake()
        identities = lake.read("identities")
        owner = dict(zip(identities["identity"].to_pylist(), identities["person_id"].to_pylist(), strict=True))
        events = lake.read("events").select(["event_id", "namespace", "identity", "occurred_at", "name"]).to_pylist()
        owners = [owner.get(f"{row['namespace']}:{row['identity']}") for row in events]
        texts, read = lake.read("texts").to_pylist(), lake.read("interests").to_pylist()
        return cls(
            {row["event_id"]: person for row, person in zip(events, owners, strict=True)},
            {row["text_id"]: (row["person_id"], row["text"]) for row in texts if row["kind"] in PERSONAL_KINDS},
            {(row["text_id"], row["start"], row["end"], row["tag_key"]) for row in read},
            {row["order_id"]: row["person_id"] for row in lake.read("orders").to_pylist()},
            set(lake.read("segments")["segment_id"].to_pylist()),
            {rule.key for rule in project.parts.rules},
            [(person, row["occurred_at"], row["name"]) for row, person in zip(events, owners, strict=True)],
            str(lake.read("segments")["model_id"][0]),
            project.store().meta().as_of,
        )


def faults(project: Project, world: World) -> Iterator[str]:
    """What is wrong with the evidence of any assignment, in store and lake."""
    for profile in project.store().profiles():
        for tag in profile.tags:
            for fault in _faults(profile, tag, world):
                yield f"{profile.person_id} {tag.tag_key}: {fault}"
    yield from _lake_faults(project)


def _lake_faults(project: Project) -> Iterator[str]:
    lake = project.lake()
    known = {}
    for row in lake.read("evidence").to_pylist():
        known[row["evidence_id"]] = row
        if content_id(row["kind"], json.loads(row["references"]), row["level"]) != row["evidence_id"]:
            yield f"lake: evidence {row['evidence_id']} is not the hash of its content"
    for row in lake.read("assignments").to_pylist():
        if row["evidence_id"] not in known:
            yield f"lake: {row['person_id']} {row['tag_key']}: no evidence"


def _faults(profile: Profile, tag: HeldTag, world: World) -> Iterator[str]:
    person, references = profile.person_id, tag.references
    if tag.evidence_kind not in KINDS or not references:
        yield f"evidence of kind {tag.evidence_kind!r} with {references}"
    if content_id(tag.evidence_kind, references, tag.level) != tag.evidence_id:
        yield "its id is not the hash of its content"
    for event in references.get("events", []):
        if world.events.get(event) != person:
            yield f"event {event} is not theirs"
    for span in references.get("spans", []):
        yield from _span_faults(person, tag, span, world)
    if "newest_order" in references and world.orders.get(references["newest_order"]) != person:
        yield f"order {references['newest_order']} is not theirs"
    if "rule" in references and references["rule"] not in world.rules:
        yield f"no rule {references['rule']}"
    if tag.evidence_kind == "centre" and (
        references["segment"] not in world.segments or references["model"] != world.model or not references["features"]
    ):
        yield f"no centre {references['segment']} of {references['model']}"
    if "n_events" in references and references["n_events"] != _n_actions(person, references["days"], world):
        yield f"{references['n_events']} events were counted"
    if not 0 <= tag.confidence_milli <= 1000 or tag.valid_from > world.as_of:
        yield "confidence or time is impossible"


def _span_faults(person: str, tag: HeldTag, span: str, world: World) -> Iterator[str]:
    text_id, start, end, level = span.rsplit(":", 3)
    owner, text = world.texts.get(text_id, (None, ""))
    if owner != person:
        yield f"text {text_id} is not theirs"
    if not text[int(start) : int(end)].strip() or int(end) > len(text):
        yield f"no words at {span}"
    if (text_id, int(start), int(end), tag.tag_key) not in world.phrases:
        yield f"nobody read {tag.tag_key} at {span}"
    if level != tag.level:
        yield f"level {tag.level}, but read at {level}"


def _n_actions(person: str, days: int, world: World) -> int:
    oldest = (world.as_of // DAY_US - days + 1) * DAY_US
    mine = [(at, name) for owner, at, name in world.actions if owner == person]
    return sum(oldest <= at <= world.as_of and name not in ADMINISTRATIVE for at, name in mine)


@pytest.fixture(scope="module")
def world(shop: Project) -> World:
    return World.of(shop)


def test_every_assignment_rests_on_evidence_that_resolves(shop: Project, world: World) -> None:
    assert list(faults(shop, world)) == []
    kinds = {tag.evidence_kind for profile in shop.store().profiles() for tag in profile.tags}
    assert {"event", "span", "centre", "fact"} <= kinds


def test_lake_and_store_hold_the_same_assignments_on_the_same_evidence(shop: Project) -> None:
    store = {(p.person_id, tag.tag_key): tag.evidence_id for p in shop.store().profiles() for tag in p.tags}
    rows = shop.lake().read("assignments")
    columns = (rows[name].to_pylist() for name in ("person_id", "tag_key", "evidence_id"))
    assert store == {(person, key): evidence for person, key, evidence in zip(*columns, strict=True)}
    assert len(store) > 500


def _lost_event(world: World, tag: HeldTag) -> None:
    world.events.pop(tag.references["events"][0])


def _moved_words(world: World, tag: HeldTag) -> None:
    text_id, start, *_ = tag.references["spans"][0].rsplit(":", 3)
    owner, text = world.texts[text_id]
    world.texts[text_id] = (owner, text[: int(start)])


def _lost_centre(world: World, tag: HeldTag) -> None:
    world.segments.discard(tag.references["segment"])


def _other_owner(world: World, tag: HeldTag) -> None:
    world.orders[tag.references["newest_order"]] = "p_0000000000000000"


@pytest.mark.parametrize(
    ("reference", "plant"),
    [("events", _lost_event), ("spans", _moved_words), ("segment", _lost_centre), ("newest_order", _other_owner)],
)
def test_a_reference_that_leads_nowhere_is_found(
    shop: Project, reference: str, plant: Callable[[World, HeldTag], None]
) -> None:
    world = World.of(shop)
    held = [tag for p in shop.store().profiles() for tag in p.tags if tag.references.get(reference)]
    plant(world, held[0])
    assert list(faults(shop, world))


def test_lost_evidence_in_the_lake_is_found(shop: Project, copy: Callable[[Project], Project]) -> None:
    damaged = copy(shop)
    lake = damaged.lake()
    evidence = lake.read("evidence")
    lake.write("evidence", evidence.filter(pc.not_equal(evidence["kind"], pa.scalar("centre"))), part="part-00000")
    assert sum("no evidence" in fault for fault in _lake_faults(damaged)) > 100
