from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from huaxiang.console.views.changes import Shift, cause_of, event_names, news, updates_of
from huaxiang.domain.profiles import IdentityRow
from huaxiang.domain.tags import Change, Kind, State, TagDefinition
from huaxiang.stores.base import Meta
from huaxiang.tags.catalogue import Catalogue
from huaxiang.tags.gate import Gate

AT = 1_762_833_600_000_000


def row(**said: Any) -> dict[str, Any]:
    usual = {
        "definition_version": 1,
        "status": "active",
        "score_milli": 620,
        "strength": None,
        "stance": None,
        "confidence_milli": 900,
        "valid_from": AT - 1,
        "valid_until": None,
        "model_id": None,
        "evidence_id": "e1",
    }
    return usual | said


class Store:
    """A store whose feed is a list; its profiles are what the feed gives."""

    def __init__(self, changes: list[Change]) -> None:
        self.all = changes

    def meta(self) -> Meta:
        return Meta("run", AT, 0, len(self.all))

    def changes(self, after: int, *, limit: int) -> list[Change]:
        return [each for each in self.all if each.seq > after][:limit]

    def changes_of(self, person_ids: Any, *, until: int) -> list[Change]:
        return [each for each in self.all if each.person_id in set(person_ids) and each.seq <= until]

    def profiles(self, person_ids: Any) -> list[Any]:
        return []

    def identities_of(self, person_ids: Any) -> dict[str, list[IdentityRow]]:
        known = {"p_1": "mobile:13912345678", "p_2": "cookie:abcdefgh"}
        return {each: [IdentityRow(known[each], 0, each)] for each in person_ids if each in known}


def project_of(*changes: tuple[Any, ...]) -> Any:
    """A project whose feed is (person, tag, field, old, new, cause); what has one cause has one instant."""
    causes = list(dict.fromkeys(said[-1] for said in changes))
    feed = [Change(seq, *said, AT + causes.index(said[-1])) for seq, said in enumerate(changes, start=1)]
    definitions = [
        TagDefinition("fact.buyer", Kind.FACT, "已购客户", "buyer", "", state=State.ACTIVE, threshold_milli=0),
        TagDefinition("flag.hesitant", Kind.FLAG, "犹豫", "hesitant", "", state=State.ACTIVE),
        TagDefinition("interest.tea", Kind.INTEREST, "茶", "tea", ""),
    ]
    catalogue = Catalogue(definitions)
    store = Store(feed)
    return SimpleNamespace(store=lambda: store, catalogue=lambda: catalogue, gate=lambda: Gate(catalogue))


def test_a_tag_gained_through_the_gate_leaves_with_its_person_masked():
    found = news(project_of(("p_1", "fact.buyer", "*", None, row(), "event:app:1")), 0, most=10)
    (update,) = found.updates
    assert (update.name, update.is_visitor, update.labels) == ("139****5678", False, ("已购客户", "buyer"))
    assert (update.cause, update.event_id, update.withheld) == ("event", "app:1", None)
    assert update.shifts == update.leaving == (Shift("*", None, row()),)
    assert (found.next, found.is_end, found.n_updates, found.people) == (1, True, 1, {"p_1"})


def test_what_the_gate_keeps_back_is_listed_with_its_reason():
    weak = row(status="below_threshold", confidence_milli=512)
    project = project_of(
        ("p_2", "interest.tea", "*", None, row(status="observation"), "late_event:app:2"),
        ("p_2", "flag.hesitant", "*", None, weak, "timer"),
        ("p_2", "gone.tag", "*", None, row(), "decay"),
    )
    found = news(project, 0, most=10).updates
    assert [each.withheld for each in found] == ["observation", "below_threshold", "unknown_definition"]
    assert all(each.leaving == () for each in found)
    assert found[0].is_visitor
    assert found[2].labels == ("gone.tag", "gone.tag")


def test_fields_of_one_update_stay_together_and_one_that_begins_to_pass_is_gained():
    weak = row(status="below_threshold", confidence_milli=512)
    project = project_of(
        ("p_1", "flag.hesitant", "*", None, weak, "event:a:1"),
        ("p_1", "flag.hesitant", "confidence_milli", 512, 900, "event:a:2"),
        ("p_1", "flag.hesitant", "status", "below_threshold", "active", "event:a:2"),
    )
    first, second = news(project, 0, most=10).updates
    assert first.withheld == "below_threshold"
    assert [each.field for each in second.shifts] == ["confidence_milli", "status"]
    assert second.leaving == (Shift("*", None, row()),)


def test_a_tag_that_was_out_and_goes_is_lost():
    project = project_of(
        ("p_1", "fact.buyer", "*", None, row(), "event:a:1"), ("p_1", "fact.buyer", "*", row(), None, "undo:3")
    )
    update = news(project, 1, most=10).updates[0]
    assert (update.cause, update.leaving) == ("undo", (Shift("*", row(), None),))


def test_only_the_newest_are_listed_and_all_are_counted():
    project = project_of(*(("p_1", "fact.buyer", "score_milli", n, n + 1, f"event:a:{n}") for n in range(9)))
    found = news(project, 2, most=3)
    assert [each.seq for each in found.updates] == [7, 8, 9]
    assert (found.n_updates, found.next) == (7, 9)
    assert news(project, 9, most=3).updates == ()
    assert news(project, 2, most=0).updates == ()


def test_the_updates_of_one_person_leave_out_everyone_else_and_what_was_before():
    project = project_of(
        ("p_1", "fact.buyer", "*", None, row(), "event:a:1"),
        ("p_2", "fact.buyer", "*", None, row(), "event:a:2"),
        ("p_1", "fact.buyer", "score_milli", 620, 710, "event:a:3"),
    )
    (update,) = updates_of(project, "p_1", 1)
    assert update.shifts == (Shift("score_milli", 620, 710),)


@pytest.mark.parametrize(
    ("cause", "told"), [("event:a:b", ("event", "a:b")), ("timer", ("timer", "")), ("merge:7", ("merge", "7"))]
)
def test_a_cause_has_a_kind_and_what_it_names(cause, told):
    assert cause_of(cause) == told


def test_events_have_names_as_far_back_as_is_asked():
    events = [(n, SimpleNamespace(event_id=f"a:{n}", name="product_added", received_at=n)) for n in range(1, 6)]
    log = SimpleNamespace(last_seq=lambda: 5, read=lambda after: [each for each in events if each[0] > after])
    project = SimpleNamespace(log=lambda: log)
    assert event_names(project, 0, most=2) == (5, [("a:4", "product_added", 4), ("a:5", "product_added", 5)])
    assert event_names(project, 5) == (5, [])
