"""Law 7: the same links give the same people whatever their order, and strangers are not fused."""

from __future__ import annotations

import random
from pathlib import Path

from tests.laws.shops import SmallShop, held, usual_shop

from huaxiang.domain.events import AcceptedEvent
from huaxiang.domain.ids import event_id
from huaxiang.project.opening import Project


def people(project: Project) -> dict[str, str]:
    rows = project.lake().read("identities")
    return dict(zip(rows["identity"].to_pylist(), rows["person_id"].to_pylist(), strict=True))


def knotted_shop() -> SmallShop:
    """Cookies and phones shared in every way: chains, shared devices, a family tablet."""
    shop = usual_shop()
    for number in range(12):
        at = f"2025-05-20 {number + 8:02d}:00:00"
        seen = {"event": "page_viewed", "timestamp": at}
        shop.events.append(
            {**seen, "message_id": f"a{number}", "member_no": f"M{number:02d}", "cookie": f"c{number // 2}"}
        )
        shop.events.append({**seen, "message_id": f"b{number}", "device_id": "family-tablet", "cookie": f"c{number}"})
        shop.events.append({**seen, "message_id": f"d{number}", "cookie": f"c{number}", "device_id": f"d{number % 5}"})
    return shop


def test_the_order_of_rows_changes_neither_people_nor_assignments(tmp_path: Path) -> None:
    shop = knotted_shop()
    first = shop.build(tmp_path / "one")
    expected = people(first), held(first)
    rng = random.Random(5)
    for rows in (shop.members, shop.events, shop.orders, shop.texts):
        rng.shuffle(rows)
    second = shop.build(tmp_path / "two")
    assert people(second) == expected[0]
    assert held(second) == expected[1]
    assert len(set(expected[0].values())) < len(expected[0])


def test_the_order_of_arrival_in_the_log_changes_no_person(small: Project) -> None:
    rows = small.lake().read("links").to_pylist()
    assert rows
    rng = random.Random(1)
    store = small.store()
    identities = [
        row for found in store.identities_of([p.person_id for p in store.profiles()]).values() for row in found
    ]
    links = store.links_of([row.identity for row in identities])
    kit = small.current_kit
    answers = []
    for _ in range(5):
        rng.shuffle(links)
        rng.shuffle(identities)
        answers.append(dict(sorted(kit.resolve(identities, links, kit.namespaces).items())))
    assert all(answer == answers[0] for answer in answers)
    assert answers[0] == people(small)


def test_a_shared_device_does_not_fuse_strangers(tmp_path: Path) -> None:
    shop = usual_shop()
    for number in range(12):
        shop.events.append(
            {
                "message_id": f"shared{number}",
                "event": "page_viewed",
                "timestamp": f"2025-05-21 10:{number:02d}:00",
                "member_no": f"M{number:02d}",
                "device_id": "shop-tablet",
            }
        )
    found = people(shop.build(tmp_path / "shop"))
    members = [found[f"member_no:M{number:02d}"] for number in range(12)]
    assert len(set(members)) == 12


def test_phones_that_stand_for_nobody_never_join(tmp_path: Path) -> None:
    shop = usual_shop()
    phones = ["139****0001", "13800138000", "1391234000*", "13912340001-1234", "", "未知"]
    for number, row in enumerate(shop.members):
        row["mobile"] = phones[number // 2]
    for number, row in enumerate(shop.orders):
        row["receiver_mobile"] = phones[number]
    found = people(shop.build(tmp_path / "shop"))
    assert len({found[f"member_no:M{number:02d}"] for number in range(12)}) == 12
    assert not [name for name in found if name.startswith("mobile:")]


def test_a_real_phone_joins_what_it_should(tmp_path: Path) -> None:
    shop = usual_shop()
    shop.members.append({"registered_at": "2025-04-20 09:00:00", "mobile": "13912340001"})
    found = people(shop.build(tmp_path / "shop"))
    assert found["mobile:13912340001"] == found["member_no:M01"]


def decided(shop: Project, order: list[int]) -> None:
    """Decisions of a person and links of the log, arriving in some order."""
    as_of = shop.store().meta().as_of
    words = [
        ("identity_linked", "merge", "member_no:M01", "member_no:M02", 1),
        ("identity_unlinked", "login", "member_no:M01", "member_no:M02", 2),
        ("identity_linked", "alias", "member_no:M01", "member_no:M02", 3),
        ("identity_linked", "merge", "member_no:M02", "member_no:M03", 4),
        ("identity_unlinked", "login", "member_no:M04", "mobile:13912340004", 5),
        ("identity_linked", "login", "mobile:13912340004", "cookie:c", 6),
        ("identity_linked", "merge", "member_no:M05", "member_no:M06", 8),
        ("identity_unlinked", "login", "member_no:M05", "member_no:M06", 7),
    ]
    log = shop.log()
    for place in order:
        name, kind, a, b, at = words[place]
        message = f"word-{place}"
        event = AcceptedEvent(
            event_id("app", message), "app", message, name, as_of + at, as_of + at, [a, b], link_kind=kind
        )
        log.append([event, event])
    log.close()


def test_decisions_in_any_order_make_the_same_people_live_and_in_a_build(tmp_path: Path) -> None:
    shop = usual_shop()
    rng, answers = random.Random(8), []
    for number in range(2):
        project = shop.build(tmp_path / f"shop {number}")
        before = people(project)
        decided(project, rng.sample(range(8), 8))
        worker = project.worker(batch=1 + 3 * number)
        worker.settle(worker.store.meta().as_of + 8)
        worker.store.close()
        store = project.store()
        live = {name: row.person_id for name, row in store.identities([*before, "cookie:c"]).items()}
        store.close()
        project.build(keep_models=project.current_run())
        assert people(project) == live
        answers.append(live)
    assert answers[0] == answers[1]
    now = answers[0]
    assert now["member_no:M01"] != now["member_no:M02"] == now["member_no:M03"]
    assert now["member_no:M05"] == now["member_no:M06"]
    assert now["member_no:M04"] != now["mobile:13912340004"] == now["cookie:c"]
