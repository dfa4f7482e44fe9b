"""A file of orders is enough for segments, stages of the life cycle, RFM groups and, with titles, interests."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.laws.runs import run
from tests.laws.shops import held

from huaxiang.domain.errors import BadInput
from huaxiang.domain.events import AcceptedEvent
from huaxiang.domain.identities import identity_of
from huaxiang.domain.ids import event_id
from huaxiang.domain.instants import DAY_US, from_iso
from huaxiang.live.step import Stepper
from huaxiang.project.opening import Project
from huaxiang.project.reasons import why, why_not
from huaxiang.project.selecting import Audiences
from huaxiang.segments.customers.life_cycle import LIFE_CYCLE
from huaxiang.segments.customers.rfm import RFM_GROUPS

TITLES = ("蓝月亮 洗衣液 3kg", "轻薄粉底液 30ml", "婴儿纸尿裤 L码")
END = datetime(2025, 11, 30, 20, tzinfo=UTC)
PEOPLE = 60


def ordered() -> list[tuple[str, str, str, str, str]]:
    """Sixty people: a third ordered once, the others every 8 to 50 days; silent for nothing up to a year."""
    rows = []
    for number in range(PEOPLE):
        quiet, every = number * 7 % 61 * 6, 8 + number % 7 * 7
        for order in range(1 if number % 3 == 0 else 2 + number % 5):
            at = END - timedelta(days=quiet + order * every, minutes=number)
            amount = f"{30 + number * 13 % 47 * 10}.00"
            rows.append((f"O{number:02d}-{order}", f"U{number:02d}", f"{at:%F %T}", amount, TITLES[number % 3]))
    return rows


def proposed(folder: Path, *, with_titles: bool) -> Project:
    """The project that `init --yes` makes of one file, built."""
    path = folder / "orders.csv"
    columns = ("order_id", "user", "time", "amount", *(("title",) if with_titles else ()))
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([columns, *(row[: len(columns)] for row in ordered())])
    assert run("init", folder / "shop", "--from", path, "--yes").returncode == 0
    project = Project.open(folder / "shop")
    project.build()
    return project


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Orders without titles, built; look, do not touch."""
    return proposed(tmp_path_factory.mktemp("orders"), with_titles=False)


def of_group(project: Project, group: str) -> Counter[str]:
    """How many people hold each tag of a group; nobody holds two."""
    found = [(person, key) for person, key in held(project) if key.startswith(f"{group}.")]
    assert len(found) == len({person for person, _ in found})
    return Counter(key for _, key in found)


def test_everybody_who_ordered_has_a_segment_one_stage_and_one_rfm_group(plain: Project) -> None:
    stages, groups = of_group(plain, "life_cycle"), of_group(plain, "rfm")
    assert stages.total() == groups.total() == of_group(plain, "segment").total() == PEOPLE
    assert set(stages) == {f"life_cycle.{each.slug}" for each in LIFE_CYCLE}
    assert set(groups) <= {f"rfm.{each.slug}" for each in RFM_GROUPS}
    assert len(groups) >= 6


def test_stages_and_groups_are_conditions_of_audiences_that_pass_the_gate(plain: Project) -> None:
    audiences = Audiences.of(plain)
    for key, n in (of_group(plain, "life_cycle") + of_group(plain, "rfm")).items():
        selection = audiences.select(f"tag({key})")
        assert (len(selection.members), selection.withheld) == (n, {})


def test_before_the_first_order_nobody_has_a_stage_or_group(plain: Project, tmp_path: Path) -> None:
    project = Project.open(Path(shutil.copytree(plain.folder, tmp_path / "shop")))
    first = from_iso(f"{min(row[2] for row in ordered())}Z")
    project.build(as_of=first + DAY_US)
    assert of_group(project, "rfm").total() == of_group(project, "life_cycle").total() == 1
    with pytest.raises(BadInput, match="there are no people"):
        project.build(as_of=first - 1)


def test_titles_of_the_orders_show_interests(tmp_path: Path) -> None:
    project = proposed(tmp_path, with_titles=True)
    assert {key.split(".")[1] for _, key in held(project) if key.startswith("interest.")} >= {"home", "mother-baby"}
    assert of_group(project, "rfm").total() == PEOPLE


def test_why_tells_the_figures_of_the_buyer_and_why_not_the_sister_that_is_held(plain: Project) -> None:
    rows = [row for row in ordered() if row[1] == "U01"]
    (key,) = {key for _, key in held_of(plain, "U01") if key.startswith("rfm.")}
    (evidence,) = why(plain, "user_id:U01", key)["evidence"]
    assert f"{len(rows)} orders in a year" in evidence["told"]
    assert evidence["orders"][0]["order_id"] == "O01-0"
    (stage,) = {key for _, key in held_of(plain, "U01") if key.startswith("life_cycle.")}
    other = next(each for each in LIFE_CYCLE if not stage.endswith(each.slug))
    answer = why_not(plain, "user_id:U01", f"life_cycle.{other.slug}")
    assert (answer["reason"], answer["detail"]["tag_key"]) == ("other_of_group", stage)


def held_of(project: Project, user: str) -> set[tuple[str, str]]:
    """(person, tag) of one customer."""
    store = project.store()
    person = store.identities([f"user_id:{user}"])[f"user_id:{user}"].person_id
    store.close()
    return {place for place in held(project) if place[0] == person}


def arriving(start: int) -> list[AcceptedEvent]:
    """Orders, refunds and a cancellation of some customers after the build, in the wrong order."""
    said = [
        ("U00", "order_completed", "N1", 3 * DAY_US, 90_00),
        ("U00", "order_refunded", "N1", 9 * DAY_US, 90_00),
        ("U01", "order_completed", "N2", 5 * DAY_US, 800_00),
        ("U02", "order_completed", "N3", 2 * DAY_US, 50_00),
        ("U02", "order_cancelled", "N3", 2 * DAY_US + 1, None),
        ("NEW", "order_completed", "N4", DAY_US, 70_00),
        ("GONE", "order_refunded", "N5", 8 * DAY_US, 70_00),
        ("GONE", "order_completed", "N5", 6 * DAY_US, 70_00),
    ]
    return [
        AcceptedEvent(
            event_id("app", f"{order}-{name}"),
            "app",
            f"{order}-{name}",
            name,
            start + after,
            start + 10 * DAY_US,
            [identity_of("user_id", user)],
            order_id=order,
            amount_minor=amount,
        )
        for user, name, order, after, amount in reversed(said)
    ]


def settled(plain: Project, folder: Path, *, days: int) -> tuple[Project, dict[Any, Any], dict[Any, Any]]:
    """A copy of the shop that lived on for so many days, and every assignment live and as a build has it."""
    project = Project.open(Path(shutil.copytree(plain.folder, folder / "shop")))
    run_id, start = project.current_run(), project.store().meta().as_of
    log = project.log()
    log.append(arriving(start))
    log.close()
    worker = project.worker()
    worker.settle(start + days * DAY_US)
    worker.store.close()
    live = held(project)
    project.build(as_of=start + days * DAY_US, keep_models=run_id)
    return project, live, held(project)


def test_live_and_batch_agree_after_refunds_a_cancellation_and_forty_days_of_silence(
    plain: Project, tmp_path: Path
) -> None:
    before = held(plain)
    project, live, batch = settled(plain, tmp_path, days=40)
    assert live == batch
    stages = {place for place in batch if place[1].startswith("life_cycle.")}
    assert len(stages - before.keys()) > 5
    assert {key for _, key in held_of(project, "GONE") if key.split(".")[0] in {"life_cycle", "rfm"}} == set()
    assert "life_cycle.new" in {key for _, key in held_of(project, "NEW")}


def without_timers(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Stepper, "timers", lambda self, *, as_of, limit=0: None)


def without_refunds(patch: pytest.MonkeyPatch) -> None:
    fold = Stepper._fold_events

    def deaf(self, events):  # type: ignore[no-untyped-def]
        return [event for event in fold(self, events) if event.name != "order_refunded"]

    patch.setattr(Stepper, "_fold_events", deaf)


@pytest.mark.parametrize("fault", [without_timers, without_refunds])
def test_a_planted_fault_shows_in_stages_and_groups(
    plain: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Callable[[pytest.MonkeyPatch], None]
) -> None:
    fault(monkeypatch)
    _, live, batch = settled(plain, tmp_path, days=12)
    differing = {place for place in live.keys() | batch.keys() if live.get(place) != batch.get(place)}
    assert {key.split(".")[0] for _, key in differing} >= {"life_cycle", "rfm"}
