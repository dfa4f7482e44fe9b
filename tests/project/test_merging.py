from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.laws.shops import held, usual_shop

from huaxiang.domain.errors import UnknownName, UserError
from huaxiang.project.ledger import chained
from huaxiang.project.merging import Control, Preview, controls, merge, preview, undo
from huaxiang.project.opening import Project
from huaxiang.stores.base import Update

NOW = 1_800_000_000_000_000


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return usual_shop().build(tmp_path_factory.mktemp("merging") / "shop")


@pytest.fixture
def shop(built: Project, tmp_path: Path) -> Project:
    return Project.open(Path(shutil.copytree(built.folder, tmp_path / "shop")))


def merged(project: Project, a: str = "member_no:M01", b: str = "member_no:M02") -> Control:
    return merge(project, a, b, reason="one customer, two cards", by="ann", clock=NOW)


def settle(project: Project) -> None:
    worker = project.worker()
    worker.settle(worker.store.meta().as_of)
    worker.store.close()


def people(project: Project) -> dict[str, str]:
    store = project.store()
    found = store.identities_of([profile.person_id for profile in store.profiles()])
    store.close()
    return {row.identity: row.person_id for rows in found.values() for row in rows}


def state(project: Project) -> dict[str, object]:
    """Everything that a merge may move: people, tags, traits, facts and recent events."""
    store = project.store()
    profiles = {each.person_id: (each.traits, each.facts, each.features) for each in store.profiles()}
    events = {name: store.states([name]) for name in people(project)}
    store.close()
    return {"people": people(project), "held": held(project), "profiles": profiles, "states": events}


def test_a_merge_is_kept_with_its_reason_and_obeyed_by_live_and_by_a_build(shop: Project) -> None:
    before = people(shop)
    control = merged(shop)
    assert (control.kind, control.a, control.b, control.by) == ("merge", "member_no:M01", "member_no:M02", "ann")
    assert people(shop) == before
    settle(shop)
    live = people(shop), held(shop)
    assert live[0]["member_no:M01"] == live[0]["member_no:M02"] == live[0]["mobile:13912340002"]
    assert len(set(live[0].values())) == len(set(before.values())) - 1
    store = shop.store()
    old = before["member_no:M02"]
    assert store.current_id(old) == before["member_no:M01"]
    causes = {change.cause for change in store.changes_of([old, before["member_no:M01"]], until=10**9)}
    assert f"merge:{control.merge_id}" in causes
    store.close()
    shop.build(keep_models=shop.current_run())
    assert (people(shop), held(shop)) == live
    assert controls(shop) == [control]


def test_an_undo_puts_traits_events_tags_and_ids_back(shop: Project) -> None:
    before = state(shop)
    old = before["people"]["member_no:M02"]  # type: ignore[index]
    merged(shop)
    settle(shop)
    assert state(shop) != before
    parted = undo(shop, "member_no:M01", "member_no:M02", reason="two people after all", by="bo", clock=NOW)
    settle(shop)
    after = state(shop)
    assert {name: after[name] for name in ("people", "profiles")} == {
        name: before[name] for name in ("people", "profiles")
    }
    assert after["held"] == before["held"]
    store = shop.store()
    assert store.current_id(old) == old
    assert f"undo:{parted.merge_id}" in {change.cause for change in store.changes_of([old], until=10**9)}
    store.close()
    assert [control.kind for control in controls(shop)] == ["merge", "undo"]
    shop.build(keep_models=shop.current_run())
    rebuilt = state(shop)
    assert (rebuilt["people"], rebuilt["held"]) == (before["people"], before["held"])
    assert [control.kind for control in controls(shop)] == ["merge", "undo"]


def test_what_is_merged_again_after_an_undo_is_one_person_again(shop: Project) -> None:
    for _ in range(2):
        merged(shop)
        settle(shop)
        assert people(shop)["member_no:M01"] == people(shop)["member_no:M02"]
        undo(shop, "member_no:M01", "member_no:M02", reason="no", by="bo")
        settle(shop)
    merged(shop)
    settle(shop)
    shop.build(keep_models=shop.current_run())
    assert people(shop)["member_no:M01"] == people(shop)["member_no:M02"]
    assert len(controls(shop)) == 5


def test_an_old_id_leads_where_its_last_merge_led(shop: Project) -> None:
    old = people(shop)["member_no:M03"]
    for other in ("member_no:M01", "member_no:M02", "member_no:M01"):
        merged(shop, other, "member_no:M03")
        settle(shop)
        assert shop.store().current_id(old) == people(shop)[other] != old
        undo(shop, other, "member_no:M03", reason="no", by="bo")
        settle(shop)
        assert shop.store().current_id(old) == old
    merged(shop, "member_no:M01", "member_no:M03")
    settle(shop)
    shop.build(keep_models=shop.current_run())
    assert shop.store().current_id(old) == people(shop)["member_no:M01"]


def test_an_undo_parts_also_what_the_shop_s_own_rows_join(shop: Project) -> None:
    assert people(shop)["member_no:M03"] == people(shop)["mobile:13912340003"]
    undo(shop, "member_no:M03", "mobile:13912340003", reason="the number has a new owner", by="bo")
    settle(shop)
    live = people(shop)
    assert live["member_no:M03"] != live["mobile:13912340003"]
    shop.build(keep_models=shop.current_run())
    assert people(shop) == live


def test_a_preview_tells_a_merge_and_writes_nothing(shop: Project) -> None:
    before = state(shop)
    told = preview(shop, "M01", "member_no:M02")
    assert (told.kind, told.a, told.b) == ("merge", "member_no:M01", "member_no:M02")
    assert len(told.before) == 2
    (one,) = told.after
    assert set(one.identities) == set().union(*told.before.values())
    assert state(shop) == before
    assert controls(shop) == []
    merged(shop)
    settle(shop)
    check_came_true(shop, told)


def test_a_preview_tells_an_undo(shop: Project) -> None:
    separate = {key for person, key in held(shop) if person in {people(shop)[f"member_no:M0{n}"] for n in (1, 2)}}
    merged(shop)
    settle(shop)
    told = preview(shop, "member_no:M01", "M02")
    assert told.kind == "undo"
    assert len(told.before) == 1
    assert len(told.after) == 2
    assert set().union(*(one.tags for one in told.after)) == separate
    assert any(one.lost for one in told.after)
    undo(shop, "member_no:M01", "member_no:M02", reason="no", by="bo")
    settle(shop)
    check_came_true(shop, told)


def check_came_true(project: Project, told: Preview) -> None:
    now, tags = people(project), held(project)
    for person in told.after:
        assert {name for name, owner in now.items() if owner == person.person_id} == set(person.identities)
        assert {key for owner, key in tags if owner == person.person_id} == set(person.tags)


def test_a_person_id_means_their_strongest_identity(shop: Project) -> None:
    told = preview(shop, people(shop)["member_no:M04"], "mobile:13912340005")
    assert {told.a, told.b} == {"member_no:M04", "mobile:13912340005"}


def test_the_instant_of_a_decision_is_the_project_s_present_and_always_later_than_the_one_before(shop: Project) -> None:
    as_of = shop.store().meta().as_of
    first = merged(shop)
    second = merged(shop, "member_no:M03", "member_no:M04")
    assert (first.at, second.at, first.decided_at) == (as_of, as_of + 1, NOW)


def test_personal_data_in_a_reason_is_masked(shop: Project) -> None:
    control = merge(shop, "member_no:M01", "member_no:M02", reason="same phone 13912341234", by="ann")
    assert control.reason == "same phone ***********"


def test_what_cannot_be_decided_is_said(shop: Project) -> None:
    with pytest.raises(UserError, match="one person already"):
        merged(shop, "member_no:M01", "mobile:13912340001")
    with pytest.raises(UserError, match="two people already"):
        undo(shop, "member_no:M01", "member_no:M02", reason="no", by="bo")
    with pytest.raises(UserError, match="both names mean"):
        preview(shop, "M01", "member_no:M01")
    with pytest.raises(UnknownName, match="unknown identity"):
        merged(shop, "member_no:M99")
    with pytest.raises(UserError, match="a reason has"):
        merge(shop, "member_no:M01", "member_no:M02", reason="  ", by="ann")
    assert controls(shop) == []


def test_a_person_who_is_erased_takes_the_decisions_about_them_along(shop: Project) -> None:
    merged(shop)
    settle(shop)
    log = shop.log()
    log.forget(["member_no:M02"])
    log.close()
    assert controls(shop) == []


def test_of_two_merges_at_one_instant_the_store_tells_the_last_written_last(shop: Project) -> None:
    store = shop.store()
    old, one, two = (people(shop)[f"member_no:M0{number}"] for number in (3, 1, 2))
    at = store.meta().as_of
    for seq, (new, reason) in enumerate([(max(one, two), "event:a"), (min(one, two), "event:b")], 1):
        store.apply(Update(seq, at, removed=[old], merges=[(old, new, reason, at)]))
    assert store.current_id(old) == min(one, two)
    assert chained(store.merges())[-1][1] == min(one, two)
    store.close()
