"""Law 9: refusal stops computing and deletes, live and in the next build; sensitive branches need leave and consent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.laws.shops import SmallShop, held, usual_shop, viewing

from huaxiang.domain.events import AcceptedEvent
from huaxiang.domain.ids import event_id
from huaxiang.domain.instants import HOUR_US, from_iso
from huaxiang.project.opening import Project

START = from_iso("2025-05-28T10:00:00Z")
DERIVED = ("assignments", "features", "memberships", "interests")
REFUSAL = {"member_no": "M00", "purpose": "profiling", "kind": "refusal", "given_at": "2025-05-20 10:00:00"}
ALLOW = """
[[privacy.allow]]
purpose = "health_care"
assessment_id = "PIA-2025-01"
branches = ["health", "pregnancy"]
"""
SEPARATE = {"member_no": "M00", "purpose": "health_care", "kind": "separate", "given_at": "2025-05-02 10:00:00"}
SENTENCES = (
    "我有糖尿病能喝吗,想买全价猫粮",
    "想做医美,热玛吉恢复期用什么面膜",
    "孕妇能用吗,我怀孕了想买粉底液",
    "血糖仪很好用",
    "我想买孕妇装",
)
SENSITIVE = ("interest.health", "interest.mother-baby.maternity")


def rows_of(project: Project, person: str) -> dict[str, int]:
    """Rows of a person in each derived table of the lake."""
    tables = {name: project.lake().read(name)["person_id"].to_pylist() for name in DERIVED}
    return {name: people.count(person) for name, people in tables.items()}


def person_of(project: Project, member: str) -> str:
    return project.store().people_of(f"member_no:{member}")[0]


def said(project: Project, events: list[AcceptedEvent]) -> None:
    log = project.log()
    log.append(events)
    log.close()
    worker = project.worker()
    worker.drain()
    worker.store.close()


def answered(word: str, *, kind: str = "refusal", purpose: str = "profiling", hours: int) -> AcceptedEvent:
    at = START + hours * HOUR_US
    name = f"{word}-{kind}-{hours}"
    return AcceptedEvent(
        event_id("app", name),
        "app",
        name,
        f"consent_{word}",
        at,
        at,
        ["member_no:M00"],
        properties={"purpose": purpose, "kind": kind, "property": purpose, "value": kind},
    )


def test_who_refuses_has_nothing_derived_in_store_and_lake(tmp_path: Path) -> None:
    shop = usual_shop()
    shop.consents.append(REFUSAL)
    project = shop.build(tmp_path / "shop")
    person = person_of(project, "M00")
    profile = project.store().profile(person)
    assert profile is not None
    assert (profile.tags, profile.features, profile.memberships, profile.facts) == ([], {}, [], {})
    assert rows_of(project, person) == dict.fromkeys(DERIVED, 0)
    assert project.manifest()["suppressed"]["refusal"] == 1
    assert all(rows_of(project, person_of(project, "M03")).values())


def test_a_withdrawn_refusal_brings_everything_back(tmp_path: Path, small: Project) -> None:
    shop = usual_shop()
    shop.consents.append({**REFUSAL, "withdrawn_at": "2025-05-21 10:00:00"})
    project = shop.build(tmp_path / "shop")
    person = person_of(project, "M00")
    assert rows_of(project, person) == rows_of(small, person)
    assert {key for who, key in held(project) if who == person} == {key for who, key in held(small) if who == person}


def test_a_refusal_works_live_and_so_does_its_withdrawal(small: Project, copy: Callable[[Project], Project]) -> None:
    project = copy(small)
    person = person_of(project, "M00")
    before = {key: value for key, value in held(project).items() if key[0] == person}
    said(project, [answered("given", hours=1)])
    assert not [key for key in held(project) if key[0] == person]
    profile = project.store().profile(person)
    assert profile is not None
    assert (profile.features, profile.memberships) == ({}, [])
    lost = [change for change in project.store().changes(0, limit=10**6) if change.person_id == person][-len(before) :]
    assert all((change.field, change.new) == ("*", None) for change in lost)
    said(project, [answered("withdrawn", hours=2)])
    assert {key for key in held(project) if key[0] == person} == set(before)


def test_a_live_refusal_holds_in_the_next_build(small: Project, copy: Callable[[Project], Project]) -> None:
    project = copy(small)
    person = person_of(project, "M00")
    said(project, [answered("given", hours=1)])
    project.build()
    assert rows_of(project, person) == dict.fromkeys(DERIVED, 0)
    assert not [key for key in held(project) if key[0] == person]


def sensitive_shop(**settings: Any) -> SmallShop:
    """M00 writes what is sensitive, looks at glucose meters and maternity wear for days, and says plain things too."""
    shop = usual_shop()
    shop.settings = settings.get("settings", "")
    shop.items += [
        {"item_id": "h1", "title": "家用血糖仪", "l1": "医药健康", "l2": "医疗器械", "l3": "家用检测仪器"},
        {"item_id": "h2", "title": "孕妇装连衣裙", "l1": "母婴", "l2": "孕产用品", "l3": "孕妇装"},
    ]
    shop.events += viewing("M00", "h1", range(5, 25, 2)) + viewing("M00", "h2", range(6, 25, 2))
    for number, text in enumerate(SENTENCES):
        row = {"text_id": f"S{number}", "text": text, "written_at": f"2025-05-2{number} 12:00:00", "member_no": "M00"}
        shop.texts.append({**row, "kind": "question" if number % 2 else "review"})
    shop.consents = list(settings.get("consents", []))
    return shop


def sensitive_keys(project: Project) -> set[str]:
    """Sensitive keys, and anything that rests on one of the planted sentences, in store and lake."""
    found = {key for _, key in held(project) if key.startswith(SENSITIVE)}
    read = project.lake().read("interests").to_pylist()
    found |= {row["tag_key"] for row in read if row["text_id"].startswith("S") or row["tag_key"].startswith(SENSITIVE)}
    for profile in project.store().profiles():
        spans = {tag.tag_key: tag.references.get("spans", []) for tag in profile.tags}
        found |= {key for key, named in spans.items() if any(span.startswith("S") for span in named)}
    return found


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"consents": [SEPARATE]},
        {"settings": ALLOW},
        {"settings": ALLOW, "consents": [{**SEPARATE, "kind": "general"}]},
    ],
    ids=["neither", "consent alone", "leave alone", "leave and another kind of consent"],
)
def test_nothing_sensitive_is_computed_without_leave_and_separate_consent(
    tmp_path: Path, settings: dict[str, Any]
) -> None:
    project = sensitive_shop(**settings).build(tmp_path / "shop")
    assert sensitive_keys(project) == set()
    suppressed = project.manifest()["suppressed"]
    assert suppressed["sensitive"] > 0
    assert suppressed["sensitive_reading"] > 0
    segments = project.lake().read("segments")["name_zh"].to_pylist()
    assert not any("医药" in name for name in segments)


def test_with_leave_and_separate_consent_it_is_computed(tmp_path: Path) -> None:
    project = sensitive_shop(settings=ALLOW, consents=[SEPARATE]).build(tmp_path / "shop")
    found = sensitive_keys(project)
    assert "interest.health.devices.glucose-meter" in found
    assert "interest.mother-baby.maternity.maternity-wear" in found
    assert all(key.startswith(SENSITIVE) for key in found)
    levels = {row["key"]: row["level"] for row in project.lake().read("tags").to_pylist()}
    assert {levels[key] for key in found if key in levels} == {"L4"}


def test_separate_consent_works_live_both_ways(tmp_path: Path) -> None:
    project = sensitive_shop(settings=ALLOW).build(tmp_path / "shop")
    consent = {"kind": "separate", "purpose": "health_care"}
    said(project, [answered("given", hours=1, **consent)])
    assert any(key.startswith(SENSITIVE) for _, key in held(project))
    said(project, [answered("withdrawn", hours=2, **consent)])
    assert not any(key.startswith(SENSITIVE) for _, key in held(project))


def test_sensitive_words_written_live_leave_no_trace(tmp_path: Path) -> None:
    project = usual_shop().build(tmp_path / "shop")
    events = []
    for number, text in enumerate(SENTENCES):
        at = START + number * HOUR_US
        name = f"text-{number}"
        events.append(
            AcceptedEvent(
                event_id("app", name),
                "app",
                name,
                "question_asked",
                at,
                at,
                ["member_no:M00"],
                text_kind="question",
                text=text,
            )
        )
    before = {key for _, key in held(project)}
    said(project, events)
    assert {key for _, key in held(project)} == before
    states = project.store().states(["member_no:M00"])["member_no:M00"]
    assert not any(word.encode() in states.folds + states.recent for word in ("interest.health", "maternity"))
